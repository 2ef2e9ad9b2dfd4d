import { assertNever } from "../../functions/domain/errors.ts";
import type { FactorAnswer, ShownFactors, ShownReset } from "../local/desk-factors.ts";
import { ambiguous, notFound, type Told } from "./tell-outcome.ts";

export const FACTOR_VERBS = ["reset-factors", "cancel-reset", "show-factors"] as const;
export type FactorVerb = (typeof FACTOR_VERBS)[number];

/** Tells an operator what a user has enrolled, or what became of its reset. */
export function tellFactors(verb: FactorVerb, customer: string, answer: FactorAnswer): Told {
  switch (answer.outcome) {
    case "asked":
      return { words: asked(answer), done: true };
    case "canceled":
      return { words: "The reset is canceled. Only an owner can ask for it again.", done: true };
    case "shown":
      return { words: shown(answer).join("\n"), done: true };
    case "not-found":
      return notFound(customer);
    case "ambiguous":
      return ambiguous(verb, customer);
    default:
      return { words: refused(answer.outcome), done: false };
  }
}

function asked({ told, hours, resetAt }: Extract<FactorAnswer, { outcome: "asked" }>): string {
  if (resetAt !== undefined) return `Nobody is told. The reset takes effect at ${resetAt}.`;
  return `Being told: ${told.join(", ")}. The reset takes effect ${hours} hours after the first of these messages is sent. Look with: npm run desk -- show-factors`;
}

type Refused = Exclude<FactorAnswer["outcome"], "asked" | "canceled" | "shown" | "not-found" | "ambiguous">;

function refused(outcome: Refused): string {
  switch (outcome) {
    case "second-factor-off":
      return `"secondFactor" is "off": a code alone signs in, and there is nothing to reset.`;
    case "no-factors":
      return "The user has enrolled nothing: a code alone signs in.";
    case "factors-gone":
      return "What the user has enrolled is named, and is gone or cannot be read. The user signs in nowhere until it is mended: docs/operations.md, Factors that are gone.";
    case "pending":
      return "A reset was asked for before, and waits. Look with: npm run desk -- show-factors";
    case "canceled-before":
      return "A reset was canceled before: somebody has a factor, or reads the messages. Only an owner can ask for it again, with --owner.";
    case "nobody-to-tell":
      return "No contact can be told by e-mail or SMS. An owner can have the hours count all the same: --owner --confirm-untold.";
    case "owner-only":
      return "This is for owners to do: add --owner.";
    case "no-such-contact":
      return "An address or number after --leave-out is none of the customer's contacts. Nothing was changed.";
    case "changed-meanwhile":
      return "The factors were changed at the same moment. Look at them again, and run it again.";
    case "nothing-asked":
      return "No reset was asked for, or it was canceled before.";
    case "too-late":
      return "It is too late: the reset has taken effect, or does so within a minute.";
    default:
      return assertNever(outcome);
  }
}

function shown({ twoStepsSince, authenticators, passkeys, backupCodes, reset }: ShownFactors): string[] {
  const list = (what: string, all: readonly string[]) =>
    all.length === 0 ? `${what}: none.` : `${what}: ${all.length}, enrolled at ${all.join(", ")}.`;
  return [
    twoStepsSince === undefined ? "Two steps are off." : `Two steps since ${twoStepsSince}.`,
    list("Authenticators", authenticators),
    list("Passkeys", passkeys),
    `Backup codes left: ${backupCodes}.`,
    ...(reset ? [resetOf(reset)] : []),
  ];
}

function resetOf({ askedAt, by, byOwner, resetAt, canceledAt }: ShownReset): string {
  const who = `${byOwner ? "an owner, " : ""}${by ?? "an admin, by hand"}`;
  const asking = `Reset asked for by ${who}${askedAt === undefined ? "" : ` at ${askedAt}`}`;
  if (canceledAt !== undefined) return `${asking}; canceled at ${canceledAt}.`;
  if (resetAt !== undefined) return `${asking}; in effect from ${resetAt} on.`;
  return `${asking}; its hours count from the first message that is sent, and none was so far.`;
}
