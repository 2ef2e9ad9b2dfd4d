import { keyAt, keyBytes, referenceOf, type SessionReference } from "./reference.ts";
import { SEAL_VERSION, seal, unseal } from "./sealed.ts";

/** What a refresh token says. It is made of the grant and never kept, so the same one can be made again. */
export interface RefreshReference extends SessionReference {
  /** Which of the grant's refresh tokens it is, from 1 on. */
  readonly generation: number;
  /** When it was made: it is good for as long after that as an app may be idle. */
  readonly issuedAt: number;
  /** The session that has to last as well; none where the grant outlives it. */
  readonly sessionNonce?: string;
}

const REFRESH_SEAL = { label: "refresh|", tagBytes: 16 };
const HEAD_BYTES = 2;
const KEYS_BYTES = 32;
const COUNTS_BYTES = 8;
const NONCE_BYTES = 16;

/** `version(1) kid(1) recipientKey(16) nonce(16) generation(4) issuedAt(4) [sessionNonce(16)] tag(16)`, sealed with the cookie key. */
export function refreshToken(reference: RefreshReference, kid: number, key: Uint8Array): string {
  const { recipientKey, nonce, generation, issuedAt, sessionNonce } = reference;
  const counts = Buffer.alloc(COUNTS_BYTES);
  counts.writeUInt32BE(generation, 0);
  counts.writeUInt32BE(issuedAt, 4);
  const session = sessionNonce === undefined ? Buffer.alloc(0) : keyBytes(sessionNonce);
  const body = Buffer.concat([Buffer.of(SEAL_VERSION, kid), keyBytes(recipientKey, nonce), counts, session]);
  return seal(REFRESH_SEAL, key, body).toString("base64url");
}

/** What a refresh token says, or undefined unless this key made it. */
export function readRefreshToken(text: string, key: Uint8Array): RefreshReference | undefined {
  const body = unseal(REFRESH_SEAL, key, text);
  if (!body) return undefined;
  const counts = body.subarray(HEAD_BYTES + KEYS_BYTES);
  const reference = referenceOf(body.subarray(HEAD_BYTES, HEAD_BYTES + KEYS_BYTES));
  if (!reference || (counts.length !== COUNTS_BYTES && counts.length !== COUNTS_BYTES + NONCE_BYTES))
    return undefined;
  return {
    ...reference,
    generation: counts.readUInt32BE(0),
    issuedAt: counts.readUInt32BE(4),
    ...(counts.length > COUNTS_BYTES && { sessionNonce: keyAt(counts.subarray(COUNTS_BYTES), 0) }),
  };
}
