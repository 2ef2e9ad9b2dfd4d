import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
import { mac, SEAL_VERSION } from "./sealed.ts";
import type { SubjectKey } from "./subject.ts";

/**
 * What an authenticator keeps of a subject beside its passkeys, and shows when one of them is used (WebAuthn, 5.4.3), in
 * base64url. It names the subject's partition to this service alone, and is always the same for one subject, so that an
 * authenticator replaces a passkey and does not collect them.
 */
export type UserHandle = string & { readonly brand: "UserHandle" };

/** One block of the cipher: a subject's key, no longer and no shorter. No two blocks are ever joined, so ECB hides all. */
const CIPHER = "aes-256-ecb";
const KEY_BYTES = 16;
const TAG_BYTES = 8;

/**
 * `version(1) encrypted(16) tag(8)`.
 * @param secret the recipient secret, which never rotates: an authenticator keeps the handle for years
 */
export function userHandle(secret: Uint8Array, at: SubjectKey): UserHandle {
  const cipher = createCipheriv(CIPHER, cipherKey(secret), null).setAutoPadding(false);
  const encrypted = Buffer.concat([cipher.update(Buffer.from(at, "base64url")), cipher.final()]);
  const body = Buffer.concat([Buffer.of(SEAL_VERSION), encrypted]);
  return Buffer.concat([body, tagOf(secret, body)]).toString("base64url") as UserHandle;
}

/** The subject's partition, or undefined unless this service made the handle: one that is made up costs no read. */
export function readUserHandle(secret: Uint8Array, text: string): SubjectKey | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 1 + KEY_BYTES + TAG_BYTES || bytes.toString("base64url") !== text) return undefined;
  const body = bytes.subarray(0, -TAG_BYTES);
  if (!timingSafeEqual(tagOf(secret, body), bytes.subarray(-TAG_BYTES))) return undefined;
  const decipher = createDecipheriv(CIPHER, cipherKey(secret), null).setAutoPadding(false);
  return Buffer.concat([decipher.update(body.subarray(1)), decipher.final()]).toString(
    "base64url",
  ) as SubjectKey;
}

function cipherKey(secret: Uint8Array): Buffer {
  return mac(secret, "user-handle|", "");
}

function tagOf(secret: Uint8Array, body: Uint8Array): Buffer {
  return mac(secret, "user-handle-tag|", body).subarray(0, TAG_BYTES);
}
