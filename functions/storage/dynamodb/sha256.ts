import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";

type Source = string | ArrayBuffer | ArrayBufferView;

type Hashing = ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

/** Keys of request signatures: the credentials, and the signing key of the day, which is the same object all day. */
const keys = new Map<Source, KeyObject>();
const MOST_KEYS = 100;

/**
 * The hash that the client library signs requests with, as its own does it, except that a key is prepared once and not
 * for every request. ADR 13 has what that saves.
 */
export class Sha256 {
  readonly #secret: Source | undefined;
  #hash: Hashing;

  constructor(secret?: Source) {
    this.#secret = secret;
    this.#hash = begin(secret);
  }

  update(data: Source): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = begin(this.#secret);
  }
}

function begin(secret: Source | undefined): Hashing {
  if (secret === undefined) return createHash("sha256");
  if (keys.size > MOST_KEYS) keys.clear();
  const key = keys.get(secret) ?? createSecretKey(bytes(secret));
  keys.set(secret, key);
  return createHmac("sha256", key);
}

function bytes(data: Source): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
