import { readCancelToken } from "../domain/cancel-token.ts";
import type { Keys } from "../keys/port.ts";
import type { ChallengeLocation } from "../storage/port.ts";
import { openSealed } from "./open-sealed.ts";

/** Believes a cancel token, or refuses one that was not made here before it costs a database call. */
export function resolveCancelToken(
  keys: Pick<Keys, "find">,
  token: string,
): Promise<ChallengeLocation | undefined> {
  return openSealed(keys, "passcode", token, readCancelToken);
}
