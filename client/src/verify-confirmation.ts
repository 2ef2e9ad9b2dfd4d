import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { type Acr, reaches } from "./acr.ts";
import { isSameTransaction, type Transaction } from "./transaction.ts";

/** What an access token says (RFC 9068). Instants are epoch seconds. */
export interface TokenClaims {
  readonly iss: string;
  /** Who it is: stable for one recipient. */
  readonly sub: string;
  readonly aud: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  /** When the person proved who they are. */
  readonly auth_time: number;
  /** How well they were told apart from others; absent in tokens of releases before 0.7. */
  readonly acr?: Acr;
  /** How they did it (RFC 8176). */
  readonly amr: readonly string[];
  /** What the code was for. */
  readonly purpose: string;
  /** What the code confirmed, as the server that asked for it said it. */
  readonly transaction?: Transaction;
  /** Names the session; absent where the purpose opens none. */
  readonly sid?: string;
  /** For the service alone, which finds the session by it. */
  readonly ref?: string;
  /** The app that it was made for, by OpenID Connect, and what that app may know. */
  readonly client_id?: string;
  readonly scope?: string;
}

/** Which tokens a backend takes. */
export interface VerifyOptions {
  /** Where the service is: the token's `iss`, and where its keys are published. */
  readonly issuer: string;
  /** Your backend's name, as the stage's settings say (`session.audience`). */
  readonly audience: string;
  /**
   * What the code must have been for: a token that confirms something else signs no user in.
   * @default "login", or "confirm-transaction" with a `transaction`
   */
  readonly purpose?: string;
  /**
   * What the code must have confirmed: what you are about to do, every member as you asked for the code. A token that
   * confirms another transaction is refused, and so is one that confirms any where this is left out. `undefined` is a
   * transaction that you did not find: every token is refused. Use the `jti` of each token once.
   */
  readonly transaction?: Transaction | undefined;
  /**
   * The app whose tokens are taken. Without it those of every app are refused, as if made for another audience; those of
   * the owner's own API are taken whether they say so (`client_id` "first-party") or not.
   */
  readonly clientId?: string;
  /**
   * How well the user has to have been told apart from others: `latchkey:1` by a code, `latchkey:2` by a second factor
   * beside it, `phr` by a passkey. A token that says more is taken, and one that says nothing is refused.
   */
  readonly acr?: Acr;
  /** The current time in epoch seconds. @default the system's */
  readonly clock?: () => number;
}

/** What is wrong with a token. `keys-unavailable` is not the token's fault: answer 503, and never let it pass. */
export type TokenFault =
  "expired" | "issuer" | "audience" | "purpose" | "acr" | "transaction" | "invalid" | "keys-unavailable";

/** The claims of a good token, or what is wrong. */
export type VerifiedToken =
  { readonly ok: true; readonly claims: TokenClaims } | { readonly ok: false; readonly fault: TokenFault };

/** What tokens of the owner's own API may call their client. */
const FIRST_PARTY = "first-party";

/** No token of the service lives longer, in seconds: one that says so was made with a key that leaked. */
const MAX_TOKEN_SECONDS = 3600;

/** So far the clocks of a backend and the service may be apart, in seconds. */
const CLOCKS_APART_SECONDS = 60;

/** How long keys are believed without asking again, in milliseconds: as long as the service says. */
const KEYS_MILLISECONDS = 300_000;

/** The keys of each issuer that this process has asked; for a new `kid` it asks again. */
const keySets = new Map<string, JWTVerifyGetKey>();

/** The purpose that confirms a transaction by its name alone. */
const CONFIRM_TRANSACTION = "confirm-transaction";

/** Finds the transaction that a token must have confirmed, once the rest of the token is known to be good. */
export type FindTransaction = (
  claims: TokenClaims,
) => Transaction | undefined | Promise<Transaction | undefined>;

/**
 * Checks a token, and what it confirms where something is named that it has to.
 * @throws what `find` throws
 */
export async function verifyConfirmation(
  token: string,
  options: Omit<VerifyOptions, "transaction">,
  find: FindTransaction | undefined,
): Promise<VerifiedToken> {
  const { purpose = find ? CONFIRM_TRANSACTION : "login" } = options;
  const verified = await verifyPurpose(token, options, purpose);
  if (!verified.ok) return verified;
  const { claims } = verified;
  const confirms = find !== undefined || claims.transaction !== undefined || purpose === CONFIRM_TRANSACTION;
  return confirms && !isSameTransaction(claims.transaction, await find?.(claims))
    ? { ok: false, fault: "transaction" }
    : verified;
}

async function verifyPurpose(
  token: string,
  { issuer, audience, clientId, acr, clock = systemClock }: Omit<VerifyOptions, "transaction">,
  purpose: string,
): Promise<VerifiedToken> {
  const now = clock();
  try {
    const { payload } = await jwtVerify(token, keysOf(issuer), {
      // What a service signs with: a public key must never be taken for a secret, nor `none` for a signature. Which of the
      // two it is says the published key: RSA for the first, P-256 for the second, whatever the token says.
      algorithms: ["RS256", "ES256"],
      typ: "at+jwt",
      issuer,
      audience,
      requiredClaims: ["sub", "exp", "iat", "purpose"],
      currentDate: new Date(now * 1000),
    });
    if (!isMadeFor(payload.client_id, clientId)) return { ok: false, fault: "audience" };
    if (!livesShort(payload, now)) return { ok: false, fault: "invalid" };
    if (payload.purpose !== purpose) return { ok: false, fault: "purpose" };
    if (acr !== undefined && !reaches(payload.acr, acr)) return { ok: false, fault: "acr" };
    return { ok: true, claims: payload as unknown as TokenClaims };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

/** A token that claims to be made later would live as long as its maker likes, however short it says its life is. */
function livesShort({ iat = Infinity, exp = Infinity }: JWTPayload, now: number): boolean {
  return iat <= now + CLOCKS_APART_SECONDS && exp - iat <= MAX_TOKEN_SECONDS;
}

function systemClock(): number {
  return Math.floor(Date.now() / 1000);
}

function isMadeFor(id: unknown, clientId: string | undefined): boolean {
  return id === clientId || (clientId === undefined && id === FIRST_PARTY);
}

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keySets.get(issuer);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(`${issuer.replace(/\/+$/, "")}/.well-known/jwks.json`), {
    cacheMaxAge: KEYS_MILLISECONDS,
  });
  keySets.set(issuer, keys);
  return keys;
}

/** Errors of jose that tell of the published keys, not of the token. */
const OF_KEYS: ReadonlySet<string> = new Set([
  "ERR_JOSE_GENERIC",
  "ERR_JWKS_TIMEOUT",
  "ERR_JWKS_INVALID",
  "ERR_JWK_INVALID",
]);

function faultOf(error: unknown): TokenFault {
  // What jose does not name is fetch's: there was no answer.
  if (!(error instanceof errors.JOSEError) || OF_KEYS.has(error.code)) return "keys-unavailable";
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "iss") return "issuer";
    if (error.claim === "aud") return "audience";
  }
  return "invalid";
}
