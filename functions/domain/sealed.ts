import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** How one kind of value is sealed: the label keeps one kind from ever being accepted as another. */
export interface Seal {
  readonly label: string;
  readonly tagBytes: number;
}

/** Every sealed value starts with its version and the id of the key that sealed it. */
export const SEAL_VERSION = 1;

/** The version of an id whose code is strong: functions of a release that knows no such code say that it is not found. */
export const STRONG_SEAL_VERSION = 2;

/** Whether a value may be ours, as far as its first byte says. */
export function isSealVersion(byte: number | undefined): boolean {
  return byte === SEAL_VERSION || byte === STRONG_SEAL_VERSION;
}

/** Making a key object costs more than the HMAC itself, and a process uses few keys. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA-256 over a label and its bytes. Labels in use are not prefixes of each other. */
export function mac(key: Uint8Array, label: string, bytes: Uint8Array | string): Buffer {
  const keyObject = keyObjects.get(key) ?? createSecretKey(key);
  keyObjects.set(key, keyObject);
  return createHmac("sha256", keyObject).update(label).update(bytes).digest();
}

/** Appends the tag to the body. The body's first two bytes are its version and the key id. */
export function seal({ label, tagBytes }: Seal, key: Uint8Array, body: Uint8Array): Buffer {
  return Buffer.concat([body, mac(key, label, body).subarray(0, tagBytes)]);
}

/** The key id that a sealed text claims, before anything about it is believed; undefined if it cannot be ours. */
export function claimedKid(text: string): number | undefined {
  const head = Buffer.from(text.slice(0, 4), "base64url");
  return isSealVersion(head[0]) ? head[1] : undefined;
}

/** The body of a sealed text, or undefined unless this key made it under this label. Only canonical base64url is read. */
export function unseal({ label, tagBytes }: Seal, key: Uint8Array, text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  // Node skips characters it does not know: without this, many spellings would name one value.
  if (bytes.length <= tagBytes || bytes.toString("base64url") !== text) return undefined;
  const body = bytes.subarray(0, -tagBytes);
  const tag = mac(key, label, body).subarray(0, tagBytes);
  return timingSafeEqual(tag, bytes.subarray(-tagBytes)) ? body : undefined;
}
