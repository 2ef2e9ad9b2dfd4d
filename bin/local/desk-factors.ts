import * as z from "zod/mini";
import type { Services } from "../../functions/compose/base.ts";
import { maskAddress } from "../../functions/domain/mask.ts";
import { askReset, type AskResetOutcome } from "../../functions/flows/ask-reset.ts";
import { cancelReset, type CancelResetOutcome } from "../../functions/flows/cancel-reset.ts";
import { findSubject } from "../../functions/flows/find-subject.ts";
import { json, type Reply } from "../../functions/http/reply.ts";
import { asksFactors } from "../../functions/settings.ts";
import { authorOf, type CustomerServices, deskAct } from "./customers.ts";

type Desk = CustomerServices & Pick<Services, "queue">;

/** What `npm run desk -- reset-factors` asks for. */
export const resetAct = z.extend(deskAct, {
  evidence: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
  owner: z._default(z.boolean(), false),
  leaveOut: z._default(z.array(z.string()), []),
  untold: z._default(z.boolean(), false),
});

export const cancelAct = z.extend(deskAct, { owner: z._default(z.boolean(), false) });

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

export type FactorAnswer =
  | {
      readonly outcome: "asked";
      readonly told: readonly string[];
      readonly hours: number;
      readonly resetAt?: string;
    }
  | ShownFactors
  | {
      readonly outcome:
        Exclude<AskResetOutcome["kind"], "asked"> | CancelResetOutcome["kind"] | "second-factor-off";
    };

const iso = (at: number) => new Date(at * 1000).toISOString();

export async function resetFactors(
  services: Desk,
  { by, evidence, owner, leaveOut, untold, ...query }: z.infer<typeof resetAct>,
): Promise<Reply> {
  if (!asksFactors(services.settings)) return answered({ outcome: "second-factor-off" });
  const asked = { evidence, author: authorOf(by), asOwner: owner, leaveOut, untold };
  const outcome = await askReset(services, query, asked);
  if (outcome.kind !== "asked") return answered({ outcome: outcome.kind });
  const { told, hours, resetAt } = outcome;
  return answered({
    outcome: "asked",
    told: told.map(({ address = "" }) => maskAddress(address)),
    hours,
    ...(resetAt !== undefined && { resetAt: iso(resetAt) }),
  });
}

export async function cancelFactorsReset(
  services: Desk,
  { by, owner, ...query }: z.infer<typeof cancelAct>,
): Promise<Reply> {
  const { kind } = await cancelReset(services, query, { author: authorOf(by), asOwner: owner });
  return answered({ outcome: kind });
}

export async function showFactorsOf(
  services: Desk,
  { customer, as }: z.infer<typeof deskAct>,
): Promise<Reply> {
  const found = await findSubject(services, { customer, as });
  if (found.kind !== "found") return answered({ outcome: found.kind });
  const { factors } = found;
  const { reset, twoStepsSince } = factors ?? {};
  const enrolled = (all: readonly { readonly enrolledAt: number }[] = []) =>
    all.map(({ enrolledAt }) => iso(enrolledAt));
  return answered({
    outcome: "shown",
    authenticators: enrolled(factors?.totps),
    passkeys: enrolled(factors?.passkeys),
    backupCodes: Object.keys(factors?.codes ?? {}).length,
    ...(twoStepsSince !== undefined && { twoStepsSince: iso(twoStepsSince) }),
    ...(reset && {
      reset: {
        byOwner: reset.byOwner,
        ...(reset.by !== undefined && { by: reset.by }),
        ...(reset.askedAt !== undefined && { askedAt: iso(reset.askedAt) }),
        ...(reset.resetAt !== undefined && { resetAt: iso(reset.resetAt) }),
        ...(reset.canceledAt !== undefined && { canceledAt: iso(reset.canceledAt) }),
      },
    }),
  });
}

const DONE = ["asked", "canceled", "shown"];

function answered(answer: FactorAnswer): Reply {
  return json(DONE.includes(answer.outcome) ? 200 : 409, answer);
}
