import { type ChallengeReference, challengeIdBytes, readChallengeId } from "../../domain/challenge-id.ts";
import { keyBytes, referenceOf } from "../../domain/reference.ts";
import { type Seal, SEAL_VERSION, seal, unseal } from "../../domain/sealed.ts";
import type { ShownSession } from "../../domain/session.ts";
import { openSealed } from "../../flows/open-sealed.ts";
import type { Keys } from "../../keys/port.ts";

type ReadKeys = Pick<Keys, "find">;
type MakeKeys = Pick<Keys, "current">;

/** A sign-in to the desk. The label is its own: no session token is one, and it is no session token. */
const DESK_SEAL: Seal = { label: "desk|", tagBytes: 16 };

/**
 * How far a sign-in has come: `asked` where a code was asked for, `proved` where it was right. Neither is a challenge's id,
 * so that no other route takes it.
 */
const STEP_SEALS = {
  asked: { label: "desk-asked|", tagBytes: 16 },
  proved: { label: "desk-proved|", tagBytes: 16 },
} as const satisfies Record<string, Seal>;
export type StepName = keyof typeof STEP_SEALS;

const HEAD_BYTES = 2;
const KEYS_BYTES = 32;
const GENERATION_BYTES = 4;

/** `version(1) kid(1) recipientKey(16) nonce(16) generation(4) tag(16)`, sealed with the cookie key. */
export async function sealDesk(
  keys: MakeKeys,
  { recipientKey, nonce, generation }: ShownSession,
): Promise<string> {
  const { kid, key } = await keys.current("cookie");
  const count = Buffer.alloc(GENERATION_BYTES);
  count.writeUInt32BE(generation);
  const body = Buffer.concat([Buffer.of(SEAL_VERSION, kid), keyBytes(recipientKey, nonce), count]);
  return seal(DESK_SEAL, key, body).toString("base64url");
}

/** What the desk's cookie says, if one of its keys made it under the desk's own label. */
export function openDesk(keys: ReadKeys, text: string): Promise<ShownSession | undefined> {
  return openSealed(keys, "cookie", text, (sealed, key) => {
    const body = unseal(DESK_SEAL, key, sealed);
    if (body?.length !== HEAD_BYTES + KEYS_BYTES + GENERATION_BYTES) return undefined;
    const reference = referenceOf(body.subarray(HEAD_BYTES, HEAD_BYTES + KEYS_BYTES));
    return reference && { ...reference, generation: body.readUInt32BE(HEAD_BYTES + KEYS_BYTES) };
  });
}

/** One step of a sign-in, for the cookie of its browser. @param reference of its challenge, by the key that it names */
export async function sealStep(
  keys: ReadKeys,
  step: StepName,
  reference: ChallengeReference,
): Promise<string | undefined> {
  const found = await keys.find("passcode", reference.kid);
  return found && challengeIdBytes(reference, found.key, STEP_SEALS[step]).toString("base64url");
}

/** The challenge of a sign-in that has come so far in this browser, and the key that made it. */
export function openStep(
  keys: ReadKeys,
  step: StepName,
  text: string,
): Promise<{ readonly reference: ChallengeReference; readonly key: Uint8Array } | undefined> {
  return openSealed(keys, "passcode", text, (sealed, key) => {
    const reference = readChallengeId(sealed, key, STEP_SEALS[step]);
    return reference && { reference, key };
  });
}
