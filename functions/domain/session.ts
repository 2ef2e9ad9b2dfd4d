import { createHash } from "node:crypto";
import { type Acr, acrOf } from "./acr.ts";
import type { Challenge } from "./challenge.ts";
import { FIRST_PARTY } from "./first-party.ts";
import type { HideReference } from "./hidden-reference.ts";
import type { Transaction } from "./transaction.ts";
import { keyBytes, referenceOf, type SessionReference } from "./reference.ts";
import { SEAL_VERSION, seal, unseal } from "./sealed.ts";

/** The bearer value of a session, and the cookie's value. */
export type SessionToken = string & { readonly brand: "SessionToken" };

/** What a session token says. */
export interface ShownSession extends SessionReference {
  /** Which of the session's tokens it is: 0 for the first, and one more each time a factor is proved in it. */
  readonly generation: number;
}

const SESSION_SEAL = { label: "session|", tagBytes: 16 };
const HEAD_BYTES = 2;
const KEYS_BYTES = 32;
const GENERATION_BYTES = 4;

/** `version(1) kid(1) recipientKey(16) nonce(16) [generation(4)] tag(16)`, sealed with the cookie key; the first has no generation. */
export function sessionToken(
  { recipientKey, nonce, generation = 0 }: SessionReference & Pick<Challenge, "generation">,
  kid: number,
  key: Uint8Array,
): SessionToken {
  const count = Buffer.alloc(generation === 0 ? 0 : GENERATION_BYTES);
  if (generation > 0) count.writeUInt32BE(generation);
  const body = Buffer.concat([Buffer.of(SEAL_VERSION, kid), keyBytes(recipientKey, nonce), count]);
  return seal(SESSION_SEAL, key, body).toString("base64url") as SessionToken;
}

/** Reads a session token, or returns undefined unless this key made it. */
export function readSessionToken(text: string, key: Uint8Array): ShownSession | undefined {
  const body = unseal(SESSION_SEAL, key, text);
  if (!body) return undefined;
  const reference = referenceOf(body.subarray(HEAD_BYTES, HEAD_BYTES + KEYS_BYTES));
  const count = body.subarray(HEAD_BYTES + KEYS_BYTES);
  if (!reference || (count.length !== 0 && count.length !== GENERATION_BYTES)) return undefined;
  return { ...reference, generation: count.length === 0 ? 0 : count.readUInt32BE() };
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
  readonly acr: Acr;
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
    acr: acrOf(challenge.amr),
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
