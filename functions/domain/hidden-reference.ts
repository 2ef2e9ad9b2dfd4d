import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "./ambient.ts";
import { keyBytes, referenceOf, type SessionReference } from "./reference.ts";
import { mac, SEAL_VERSION } from "./sealed.ts";

/**
 * Where a session lies, for the service alone: another holder of a token must not learn which of the table's partitions
 * is whose. Unlike a sealed reference, it cannot be read without the key.
 */
export type HiddenReference = string & { readonly brand: "HiddenReference" };

/** Makes the reference of a token. */
export type HideReference = (reference: SessionReference) => HiddenReference;

const CIPHER = "aes-256-gcm";
const HEAD_BYTES = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `version(1) kid(1) iv(12) encrypted(32) tag(16)`, by AES-256-GCM under a key of its own that the cookie key makes. */
export function hideReference(
  { recipientKey, nonce }: SessionReference,
  random: Random,
  kid: number,
  key: Uint8Array,
): HiddenReference {
  const head = Buffer.of(SEAL_VERSION, kid);
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(CIPHER, cipherKey(key), iv, { authTagLength: TAG_BYTES }).setAAD(head);
  const parts = [cipher.update(keyBytes(recipientKey, nonce)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([head, iv, ...parts]).toString("base64url") as HiddenReference;
}

/** The session that a hidden reference names, or undefined unless this key made it. */
export function readHiddenReference(text: string, key: Uint8Array): SessionReference | undefined {
  const bytes = Buffer.from(text, "base64url");
  const [head, iv] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES)];
  const encrypted = bytes.subarray(HEAD_BYTES + IV_BYTES, -TAG_BYTES);
  if (encrypted.length === 0) return undefined;
  const decipher = createDecipheriv(CIPHER, cipherKey(key), iv, { authTagLength: TAG_BYTES })
    .setAAD(head)
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return referenceOf(Buffer.concat([decipher.update(encrypted), decipher.final()]));
  } catch {
    // The one thing that Node says of a tag that is not right.
    return undefined;
  }
}

function cipherKey(key: Uint8Array): Buffer {
  return mac(key, "hidden-reference|", "");
}
