import { createCipheriv, createECDH, createHash, hkdfSync } from "node:crypto";
import type { Random } from "./ambient.ts";
import type { PushTarget } from "./push-subscription.ts";

const CURVE = "prime256v1";
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const TAG_BYTES = 16;
const RECORD_BYTES = 4096;

/** As much as one message may say, in bytes: push services take 4096 with all that is around it (RFC 8030, 7.2). */
export const MAX_PUSH_BYTES = 3072;

/** Whether a browser's keys are such that a message can be encrypted for it. */
export function isEncryptable({ p256dh, auth }: Pick<PushTarget, "p256dh" | "auth">): boolean {
  if (bytesOf(auth).length !== AUTH_BYTES || bytesOf(p256dh).length !== POINT_BYTES) return false;
  const own = createECDH(CURVE);
  own.generateKeys();
  try {
    own.computeSecret(bytesOf(p256dh));
    return true;
  } catch {
    // Not a point of the curve.
    return false;
  }
}

/**
 * Encrypts a message for one browser, in one record of `aes128gcm`. Its push service learns how long it is, and no more.
 * @param ownKey a private key of P-256, used once. @default a new one
 * @see RFC 8291, 3 and 4; RFC 8188, 2
 */
export function encryptPush(
  { p256dh, auth }: Pick<PushTarget, "p256dh" | "auth">,
  message: Uint8Array,
  random: Random,
  ownKey?: Uint8Array,
): Buffer {
  const own = createECDH(CURVE);
  if (ownKey) own.setPrivateKey(ownKey);
  else own.generateKeys();
  const [ours, theirs] = [own.getPublicKey(), bytesOf(p256dh)];
  const keyInfo = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours]);
  const shared = hkdf(own.computeSecret(theirs), bytesOf(auth), keyInfo, 32);
  const salt = random(16);
  const key = hkdf(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = hkdf(shared, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_BYTES });
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_BYTES);
  head.writeUInt8(ours.length, 4);
  // The last record, without padding.
  const record = [cipher.update(message), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, head, ours, ...record]);
}

/**
 * Names what a challenge's notifications replace: the same code sent again takes the place of the first, at the push
 * service (RFC 8030, 5.4) and on the screen, and no other code's. It tells a push service nothing.
 */
export function pushTopic(nonce: string): string {
  return createHash("sha256").update(`push-topic|${nonce}`).digest().subarray(0, 16).toString("base64url");
}

function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
