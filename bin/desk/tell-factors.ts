import type { AnsweredReset, Answers } from "./answers.ts";

/** Who is told of a reset, and when it takes effect. */
export function resetAsked({ told, hours, resetAt }: Answers["factors-reset"]): string {
  if (resetAt !== undefined) return `Nobody is told. The reset takes effect at ${resetAt}.`;
  return `Being told: ${told.join(", ")}. The reset takes effect ${hours} hours after the first of these messages is sent. Look with: npm run desk -- factors show`;
}

/** What a user has enrolled, and a reset of it. */
export function factorsShown({
  twoStepsSince,
  authenticators,
  passkeys,
  backupCodes,
  reset,
}: Answers["factors-show"]): string {
  const list = (what: string, all: readonly string[]) =>
    all.length === 0 ? `${what}: none.` : `${what}: ${all.length}, enrolled at ${all.join(", ")}.`;
  return [
    twoStepsSince === undefined ? "Two steps are off." : `Two steps since ${twoStepsSince}.`,
    list("Authenticators", authenticators),
    list("Passkeys", passkeys),
    `Backup codes left: ${backupCodes}.`,
    ...(reset ? [resetOf(reset)] : []),
  ].join("\n");
}

function resetOf({ askedAt, by, byOwner, resetAt, canceledAt }: AnsweredReset): string {
  const who = `${byOwner ? "an owner, " : ""}${by ?? "an admin, by hand"}`;
  const asking = `Reset asked for by ${who}${askedAt === undefined ? "" : ` at ${askedAt}`}`;
  if (canceledAt !== undefined) return `${asking}; canceled at ${canceledAt}.`;
  if (resetAt !== undefined) return `${asking}; in effect from ${resetAt} on.`;
  return `${asking}; its hours count from the first message that is sent, and none was so far.`;
}
