import type { Challenge } from "./challenge.ts";
import type { RecipientKey } from "./recipient.ts";
import { SEAL_VERSION, seal, unseal } from "./sealed.ts";

/** The bearer value of a session, and the cookie's value. */
export type SessionToken = string & { readonly brand: "SessionToken" };

/** Which item of the table a session is. */
export interface SessionReference {
  readonly recipientKey: RecipientKey;
  readonly nonce: string;
}

const SESSION_SEAL = { label: "session|", tagBytes: 16 };
const KEY_BYTES = 16;

/** `version(1) kid(1) recipientKey(16) nonce(16) tag(16)`, sealed with the cookie key. */
export function sessionToken(
  { recipientKey, nonce }: SessionReference,
  kid: number,
  key: Uint8Array,
): SessionToken {
  const body = Buffer.concat([
    Buffer.of(SEAL_VERSION, kid),
    Buffer.from(recipientKey, "base64url"),
    Buffer.from(nonce, "base64url"),
  ]);
  return seal(SESSION_SEAL, key, body).toString("base64url") as SessionToken;
}

/** Reads a session token, or returns undefined unless this key made it. */
export function readSessionToken(text: string, key: Uint8Array): SessionReference | undefined {
  const body = unseal(SESSION_SEAL, key, text);
  return body?.length === 2 + 2 * KEY_BYTES ? split(body.subarray(2)) : undefined;
}

/** `sid`: names the session for logs and revocation; useless as a bearer, since it carries no tag. */
export function sessionId({ recipientKey, nonce }: SessionReference): string {
  return Buffer.concat([Buffer.from(recipientKey, "base64url"), Buffer.from(nonce, "base64url")]).toString(
    "base64url",
  );
}

/** The inverse of {@link sessionId}. */
export function readSessionId(sid: string): SessionReference | undefined {
  const bytes = Buffer.from(sid, "base64url");
  return bytes.length === 2 * KEY_BYTES ? split(bytes) : undefined;
}

/** What the access token says (RFC 9068, OpenID Connect Core). Instants are epoch seconds. */
export interface TokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly purpose: string;
  /** Absent when the purpose opens no session. */
  readonly sid?: string;
  /** The app that it was given to, and what that one may ask of it; absent where no app was in between. */
  readonly client_id?: string;
  readonly scope?: string;
}

export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly tokenSeconds: number;
  readonly jti: string;
}

/** The claims of a token issued now for an approved challenge. It never outlives the session. */
export function tokenClaims(challenge: Challenge, terms: TokenTerms, now: number): TokenClaims {
  const { sessionEndsAt, approvedAt = now } = challenge;
  return {
    iss: terms.issuer,
    sub: challenge.subject,
    aud: terms.audience,
    jti: terms.jti,
    iat: now,
    exp: Math.min(now + terms.tokenSeconds, sessionEndsAt ?? Infinity),
    auth_time: approvedAt,
    amr: challenge.amr,
    purpose: challenge.purpose,
    ...(sessionEndsAt !== undefined && { sid: sessionId(challenge) }),
  };
}

function split(bytes: Buffer): SessionReference {
  return {
    recipientKey: bytes.subarray(0, KEY_BYTES).toString("base64url") as RecipientKey,
    nonce: bytes.subarray(KEY_BYTES).toString("base64url"),
  };
}
