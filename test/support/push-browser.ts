import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** What a service worker is given. */
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly until: number;
  readonly lang: string;
  readonly dir: string;
}

/** A browser that has subscribed at a push service. */
export interface PushBrowser {
  readonly endpoint: string;
  /** As `PushSubscription.toJSON` writes it. */
  readonly subscription: {
    readonly endpoint: string;
    readonly expirationTime: null;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** What a message says. @throws where it was not encrypted for this browser */
  decrypt(body: Buffer): string;
}

interface BrowserKeys {
  readonly privateKey: Buffer;
  readonly auth: Buffer;
}

let made = 0;

export function pushBrowser(
  endpoint = `https://fcm.googleapis.com/fcm/send/${(made += 1)}-${randomBytes(6).toString("hex")}`,
  { privateKey, auth }: BrowserKeys = { privateKey: newKey(), auth: randomBytes(16) },
): PushBrowser {
  const own = createECDH("prime256v1");
  own.setPrivateKey(privateKey);
  const p256dh = own.getPublicKey();
  return {
    endpoint,
    subscription: {
      endpoint,
      expirationTime: null,
      keys: { p256dh: p256dh.toString("base64url"), auth: auth.toString("base64url") },
    },
    // As RFC 8188, 2 and RFC 8291, 3 have a receiver do it.
    decrypt(body) {
      const salt = body.subarray(0, 16);
      const recordBytes = body.readUInt32BE(16);
      const idBytes = body.readUInt8(20);
      const theirs = body.subarray(21, 21 + idBytes);
      const record = body.subarray(21 + idBytes);
      if (record.length > recordBytes) throw new Error("more than one record");
      const info = Buffer.concat([Buffer.from("WebPush: info"), Buffer.of(0), p256dh, theirs]);
      const shared = hkdf(own.computeSecret(theirs), auth, info, 32);
      const key = hkdf(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
      const nonce = hkdf(shared, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
      const decipher = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(record.subarray(-16));
      const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
      const end = padded.lastIndexOf(2);
      if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0))
        throw new Error("not the last record");
      return padded.subarray(0, end).toString();
    },
  };
}

function newKey(): Buffer {
  const fresh = createECDH("prime256v1");
  fresh.generateKeys();
  return fresh.getPrivateKey();
}

function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}
