import * as z from "zod/mini";
import { maskAddress } from "../../domain/mask.ts";
import { askReset, type AskResetOutcome } from "../../flows/ask-reset.ts";
import { cancelReset, type CancelResetOutcome } from "../../flows/cancel-reset.ts";
import { findSubject, type FoundSubject } from "../../flows/find-subject.ts";
import { asksFactors } from "../../settings.ts";
import { acting, type Aimed, type ActAnswer, type Doing, reading, type Seen } from "../act.ts";
import { ofPerson, person } from "../inputs.ts";
import { noticing } from "../noticing.ts";
import type { DeskServices } from "../services.ts";
import { authorOf, isoText, keysOf } from "../shown.ts";

/** Instants are ISO 8601. */
export interface ShownReset {
  readonly askedAt?: string;
  readonly by?: string;
  readonly byOwner: boolean;
  readonly resetAt?: string;
  readonly canceledAt?: string;
}

/** What an admin may see of a user's factors: no secret, and no name that the user gave. */
export interface ShownFactors {
  readonly outcome: "shown";
  readonly twoStepsSince?: string;
  readonly authenticators: readonly string[];
  readonly passkeys: readonly string[];
  readonly backupCodes: number;
  readonly reset?: ShownReset;
}

type NotFound = Exclude<Awaited<ReturnType<typeof findSubject>>["kind"], "found">;

export type FactorsShowAnswer = ShownFactors | { readonly outcome: NotFound };

export type FactorsResetAnswer =
  | {
      readonly outcome: "asked";
      readonly told: readonly string[];
      readonly hours: number;
      readonly resetAt?: string;
    }
  | { readonly outcome: Exclude<AskResetOutcome["kind"], "asked"> | "second-factor-off" };

export interface FactorsCancelAnswer {
  readonly outcome: CancelResetOutcome["kind"];
}

/** Whether who acts as an owner is one. */
const asOwner = ({ admin }: Doing, owner: boolean) => owner && admin.role === "owner";
async function aimAt<Given extends ActAnswer>(
  services: DeskServices,
  { customer, as }: z.infer<typeof ofPerson>,
  run: (doing: Doing) => Promise<Given>,
): Promise<Aimed<Given> | { readonly outcome: NotFound }> {
  const found = await findSubject(services, { customer, as });
  if (found.kind !== "found") return { outcome: found.kind };
  return { kind: "aimed", persons: keysOf(found), about: [`subject ${found.at}`, ...keysOf(found)], run };
}

export const factorsReset = acting({
  what: "Asks for the reset of the factors that a user has lost; every contact is told",
  least: "operator",
  leastOnAdmins: "owner",
  input: z.strictObject({
    ...person,
    evidence: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
    owner: z._default(z.boolean(), false),
    leaveOut: z._default(z.array(z.string()).check(z.maxLength(20)), []),
    untold: z._default(z.boolean(), false),
  }),
  async aim(services, { customer, as, owner, ...asked }, admin) {
    if (!asksFactors(services.settings)) return { outcome: "second-factor-off" } as const;
    if (owner && admin.role !== "owner") return { outcome: "owner-only" } as const;
    const query = { customer, as };
    return aimAt<FactorsResetAnswer>(services, query, async (doing) => {
      const whole = { ...asked, asOwner: asOwner(doing, owner), author: authorOf(doing) };
      const outcome = await askReset(noticing(services), query, whole);
      if (outcome.kind !== "asked") return { outcome: outcome.kind };
      const { told, hours, resetAt } = outcome;
      return {
        outcome: "asked",
        told: told.map(({ address = "" }) => maskAddress(address)),
        hours,
        ...(resetAt !== undefined && { resetAt: isoText(resetAt) }),
      };
    });
  },
});

export const factorsCancelReset = acting({
  what: "Cancels the reset of a user's factors; one that an owner asked for on an owner's word alone",
  least: "operator",
  leastOnAdmins: "owner",
  input: z.strictObject({ ...person, owner: z._default(z.boolean(), false) }),
  async aim(services, { customer, as, owner }, admin) {
    if (owner && admin.role !== "owner") return { outcome: "owner-only" } as const;
    const query = { customer, as };
    return aimAt<FactorsCancelAnswer>(services, query, async (doing) => {
      const how = { author: authorOf(doing), asOwner: asOwner(doing, owner) };
      const { kind } = await cancelReset(services, query, how);
      return { outcome: kind };
    });
  },
});

export const factorsShow = reading({
  what: "What a user has enrolled, and a reset of it",
  least: "operator",
  input: ofPerson,
  async read(services, query): Promise<Seen<FactorsShowAnswer>> {
    const found = await findSubject(services, query);
    return found.kind === "found"
      ? { answer: { outcome: "shown", ...shownFactors(found) }, about: keysOf(found) }
      : { answer: { outcome: found.kind } };
  },
});

/** What is enrolled, without secrets and names. */
export function shownFactors({ factors }: FoundSubject): Omit<ShownFactors, "outcome"> {
  const { reset, twoStepsSince } = factors ?? {};
  const enrolled = (all: readonly { readonly enrolledAt: number }[] = []) =>
    all.map(({ enrolledAt }) => isoText(enrolledAt));
  return {
    authenticators: enrolled(factors?.totps),
    passkeys: enrolled(factors?.passkeys),
    backupCodes: Object.keys(factors?.codes ?? {}).length,
    ...(twoStepsSince !== undefined && { twoStepsSince: isoText(twoStepsSince) }),
    ...(reset && {
      reset: {
        byOwner: reset.byOwner,
        ...(reset.by !== undefined && { by: reset.by }),
        ...(reset.askedAt !== undefined && { askedAt: isoText(reset.askedAt) }),
        ...(reset.resetAt !== undefined && { resetAt: isoText(reset.resetAt) }),
        ...(reset.canceledAt !== undefined && { canceledAt: isoText(reset.canceledAt) }),
      },
    }),
  };
}
