import { type CancelToken, cancelToken } from "../../functions/domain/cancel-token.ts";
import { readChallengeId } from "../../functions/domain/challenge-id.ts";
import { type FactorToken, factorToken } from "../../functions/domain/factor-token.ts";
import { derivePasscode } from "../../functions/domain/passcode.ts";
import type { Services } from "../../functions/compose/base.ts";

/** The passcode of a challenge, as its message says it: for tests that do not wait for a message. */
export async function passcodeOf({ keys }: Pick<Services, "keys">, challengeId: string): Promise<string> {
  const { key } = await keys.current("passcode");
  const reference = readChallengeId(challengeId, key);
  if (!reference) throw new Error("not a challenge id of this service");
  return derivePasscode(key, Buffer.from(challengeId, "base64url"), reference).reveal();
}

/** What the link of a challenge's message carries, for the same tests. */
export async function cancelTokenOf(
  { keys }: Pick<Services, "keys">,
  challengeId: string,
): Promise<CancelToken> {
  const { kid, key } = await keys.current("passcode");
  const reference = readChallengeId(challengeId, key);
  if (!reference) throw new Error("not a challenge id of this service");
  return cancelToken(reference, kid, key);
}

/** What a right code of a challenge gives whose sign-in takes a second factor, for tests of who has it otherwise. */
export async function factorTokenOf(
  { keys }: Pick<Services, "keys">,
  challengeId: string,
): Promise<FactorToken> {
  const { kid, key } = await keys.current("passcode");
  const reference = readChallengeId(challengeId, key);
  if (!reference) throw new Error("not a challenge id of this service");
  return factorToken(reference, kid, key);
}
