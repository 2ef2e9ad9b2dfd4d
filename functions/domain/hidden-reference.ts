import type { Random } from "./ambient.ts";
import { decrypt, encrypt } from "./encrypted.ts";
import { keyBytes, referenceOf, type SessionReference } from "./reference.ts";

/**
 * Where a session lies, for the service alone: another holder of a token must not learn which of the table's partitions
 * is whose. Unlike a sealed reference, it cannot be read without the key.
 */
export type HiddenReference = string & { readonly brand: "HiddenReference" };

/** Makes the reference of a token. */
export type HideReference = (reference: SessionReference) => HiddenReference;

const HIDDEN = { label: "hidden-reference|" };

/** `version(1) kid(1) iv(12) encrypted(32) tag(16)`, by AES-256-GCM under a key of its own that the cookie key makes. */
export function hideReference(
  { recipientKey, nonce }: SessionReference,
  random: Random,
  kid: number,
  key: Uint8Array,
): HiddenReference {
  return encrypt(HIDDEN, keyBytes(recipientKey, nonce), { kid, key }, random) as HiddenReference;
}

/** The session that a hidden reference names, or undefined unless this key made it. */
export function readHiddenReference(text: string, key: Uint8Array): SessionReference | undefined {
  const body = decrypt(HIDDEN, text, key);
  return body && referenceOf(body);
}
