import { SEAL_VERSION, seal, unseal } from "../domain/sealed.ts";

/** An authorization request that waits in the browser until the user has signed in. */
export interface WaitingRequest {
  /** Its parameters, as they stood in the address. */
  readonly query: string;
  /** Epoch seconds. A sign-in since then is the one that was asked for. */
  readonly askedAt: number;
}

/** As long as a person takes at most to sign in, with a code that came late and another one. In seconds. */
export const WAITING_SECONDS = 1800;

const WAITING_SEAL = { label: "authorize|", tagBytes: 16 };
const HEAD_BYTES = 6;

/** `version(1) kid(1) askedAt(4) query tag(16)`, sealed with the cookie key: a cookie that another host has set is not ours. */
export function sealWaiting({ query, askedAt }: WaitingRequest, kid: number, key: Uint8Array): string {
  const head = Buffer.alloc(HEAD_BYTES);
  head.set([SEAL_VERSION, kid]);
  head.writeUInt32BE(askedAt, 2);
  return seal(WAITING_SEAL, key, Buffer.concat([head, Buffer.from(query)])).toString("base64url");
}

/** The request that waits, or undefined unless this key sealed it and not too long ago. */
export function unsealWaiting(text: string, key: Uint8Array, now: number): WaitingRequest | undefined {
  const body = unseal(WAITING_SEAL, key, text);
  if (!body || body.length < HEAD_BYTES) return undefined;
  const askedAt = body.readUInt32BE(2);
  if (askedAt + WAITING_SECONDS <= now) return undefined;
  return { query: body.subarray(HEAD_BYTES).toString(), askedAt };
}
