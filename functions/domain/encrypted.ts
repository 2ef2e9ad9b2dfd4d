import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "./ambient.ts";
import { mac, SEAL_VERSION } from "./sealed.ts";

/** How one kind of value is encrypted: the label gives it a key of its own, so that none is ever read as another. */
export interface Encryption {
  readonly label: string;
  /** What it belongs to, like the item that it lies in: read from anywhere else, it is not read at all. @default nothing */
  readonly belongsTo?: string;
}

/** The key that makes a value, and the id that the value names it by. */
export interface EncryptionKey {
  readonly kid: number;
  readonly key: Uint8Array;
}

const CIPHER = "aes-256-gcm";
const HEAD_BYTES = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `version(1) kid(1) iv(12) encrypted tag(16)` in base64url, by AES-256-GCM. */
export function encrypt(
  { label, belongsTo = "" }: Encryption,
  body: Uint8Array,
  { kid, key }: EncryptionKey,
  random: Random,
): string {
  const head = Buffer.of(SEAL_VERSION, kid);
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(CIPHER, mac(key, label, ""), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([head, Buffer.from(belongsTo)]));
  const parts = [cipher.update(body), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([head, iv, ...parts]).toString("base64url");
}

/** The body of an encrypted text, or undefined unless this key made it under this label, for what it belongs to. */
export function decrypt(
  { label, belongsTo = "" }: Encryption,
  text: string,
  key: Uint8Array,
): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  const [head, iv] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES)];
  const encrypted = bytes.subarray(HEAD_BYTES + IV_BYTES, -TAG_BYTES);
  if (encrypted.length === 0) return undefined;
  const decipher = createDecipheriv(CIPHER, mac(key, label, ""), iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.concat([head, Buffer.from(belongsTo)]))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    // The one thing that Node says of a tag that is not right.
    return undefined;
  }
}
