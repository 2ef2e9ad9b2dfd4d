import { createHash } from "node:crypto";
import type { Challenge } from "./challenge.ts";
import { FIRST_PARTY } from "./first-party.ts";
import type { HideReference } from "./hidden-reference.ts";
import type { Transaction } from "./transaction.ts";
import { keyBytes, type SessionReference, sealReference, unsealReference } from "./reference.ts";

/** The bearer value of a session, and the cookie's value. */
export type SessionToken = string & { readonly brand: "SessionToken" };

const SESSION_SEAL = { label: "session|", tagBytes: 16 };

/** Sealed with the cookie key. */
export function sessionToken(reference: SessionReference, kid: number, key: Uint8Array): SessionToken {
  return sealReference(SESSION_SEAL, reference, kid, key) as SessionToken;
}

/** Reads a session token, or returns undefined unless this key made it. */
export function readSessionToken(text: string, key: Uint8Array): SessionReference | undefined {
  return unsealReference(SESSION_SEAL, text, key);
}

/** `sid`: names the session for logs and sign-out, the same in all its tokens. A hash: where the session lies, it does not say. */
export function sessionId({ recipientKey, nonce }: SessionReference): string {
  const hash = createHash("sha256").update("sid|").update(keyBytes(recipientKey, nonce)).digest();
  return hash.subarray(0, 16).toString("base64url");
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
  /** What the code confirmed, every member as the owner's server said it. */
  readonly transaction?: Transaction;
  /** Absent when the purpose opens no session. */
  readonly sid?: string;
  /** Where the session lies; this service alone can read it. Beside each `sid`. */
  readonly ref?: string;
  /** The app that it was given to, and what that one may ask of it; absent where no app was in between. */
  readonly client_id?: string;
  readonly scope?: string;
  /** Names the grant that it was given for, as `sid` the session. */
  readonly gid?: string;
}

export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly tokenSeconds: number;
  readonly jti: string;
  /** Whether the token says that no app was in between. */
  readonly namesFirstParty: boolean;
  readonly hide: HideReference;
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
    ...(challenge.transaction && { transaction: challenge.transaction }),
    ...(sessionEndsAt !== undefined && {
      sid: sessionId(challenge),
      ref: terms.hide(challenge),
    }),
    ...(terms.namesFirstParty && { client_id: FIRST_PARTY }),
  };
}
