import { MAX_CODE_SECONDS } from "../domain/challenge.ts";
import { type ChallengeReference, readChallengeId } from "../domain/challenge-id.ts";
import type { Keys } from "../keys/port.ts";
import { openSealed } from "./open-sealed.ts";

export type ResolvedChallenge =
  | {
      readonly kind: "resolved";
      readonly reference: ChallengeReference;
      readonly key: Uint8Array;
      readonly idBytes: Buffer;
    }
  | { readonly kind: "challenge-not-found" }
  | { readonly kind: "challenge-expired" };

/**
 * Believes a challenge id, or refuses it before it costs a database call: one that was not made here,
 * or longer ago than any passcode may live.
 * @param moreSeconds how much longer a challenge may be waited for whose code was right
 */
export async function resolveChallenge(
  keys: Keys,
  challengeId: string,
  now: number,
  moreSeconds = 0,
): Promise<ResolvedChallenge> {
  const believed = await openSealed(keys, "passcode", challengeId, (text, key) => {
    const reference = readChallengeId(text, key);
    return reference && { reference, key };
  });
  if (!believed) return { kind: "challenge-not-found" };
  if (now >= believed.reference.issuedAt + MAX_CODE_SECONDS + moreSeconds)
    return { kind: "challenge-expired" };
  return { kind: "resolved", ...believed, idBytes: Buffer.from(challengeId, "base64url") };
}
