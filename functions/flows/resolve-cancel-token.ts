import { readCancelToken } from "../domain/cancel-token.ts";
import { claimedKid } from "../domain/sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { ChallengeLocation } from "../storage/port.ts";

/** Believes a cancel token, or refuses one that was not made here before it costs a database call. */
export async function resolveCancelToken(
  keys: Pick<Keys, "find">,
  token: string,
): Promise<ChallengeLocation | undefined> {
  const kid = claimedKid(token);
  const found = kid === undefined ? undefined : await keys.find("passcode", kid);
  return found && readCancelToken(token, found.key);
}
