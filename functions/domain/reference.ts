import type { RecipientKey } from "./recipient.ts";
import { SEAL_VERSION, type Seal, seal, unseal } from "./sealed.ts";

/** Which item of the table a challenge is, and so a session. */
export interface SessionReference {
  readonly recipientKey: RecipientKey;
  readonly nonce: string;
}

/** The length of a recipient's key, and of a nonce. */
const KEY_BYTES = 16;

/** What stands before them in a sealed reference: its version, and the key that sealed it. */
const HEAD_BYTES = 2;

/** Keys and nonces as bytes, one behind the other. */
export function keyBytes(...keys: readonly string[]): Buffer {
  return Buffer.concat(keys.map((key) => Buffer.from(key, "base64url")));
}

/** The n-th key of such bytes. */
export function keyAt(bytes: Buffer, index: number): string {
  return bytes.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES).toString("base64url");
}

/** The reference that bytes are, from their first to their last. */
export function referenceOf(bytes: Buffer): SessionReference | undefined {
  if (bytes.length !== 2 * KEY_BYTES) return undefined;
  return { recipientKey: keyAt(bytes, 0) as RecipientKey, nonce: keyAt(bytes, 1) };
}

/** `version(1) kid(1) recipientKey(16) nonce(16) tag`, under the label of its kind. */
export function sealReference(
  kind: Seal,
  { recipientKey, nonce }: SessionReference,
  kid: number,
  key: Uint8Array,
): string {
  const body = Buffer.concat([Buffer.of(SEAL_VERSION, kid), keyBytes(recipientKey, nonce)]);
  return seal(kind, key, body).toString("base64url");
}

/** The reference that this key sealed under the label of this kind, or undefined. */
export function unsealReference(kind: Seal, text: string, key: Uint8Array): SessionReference | undefined {
  const body = unseal(kind, key, text);
  return body && referenceOf(body.subarray(HEAD_BYTES));
}

/** The nonce that a sealed reference claims to have, before anything about it is believed. */
export function claimedReferenceNonce(text: string): string | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length >= HEAD_BYTES + 2 * KEY_BYTES ? keyAt(bytes.subarray(HEAD_BYTES), 1) : undefined;
}
