import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";

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
  /** How they did it (RFC 8176). */
  readonly amr: readonly string[];
  /** What the code was for. */
  readonly purpose: string;
  /** Names the session; absent where the purpose opens none. */
  readonly sid?: string;
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
  /** What the code must have been for: a token that confirms something else signs no user in. @default "login" */
  readonly purpose?: string;
  /** The app whose tokens are taken. Without it those of every app are refused, as if made for another audience. */
  readonly clientId?: string;
  /** The current time in epoch seconds. @default the system's */
  readonly clock?: () => number;
}

/** What is wrong with a token. `keys-unavailable` is not the token's fault: answer 503, and never let it pass. */
export type TokenFault = "expired" | "issuer" | "audience" | "purpose" | "invalid" | "keys-unavailable";

/** The claims of a good token, or what is wrong. */
export type VerifiedToken =
  { readonly ok: true; readonly claims: TokenClaims } | { readonly ok: false; readonly fault: TokenFault };

/** The keys of each issuer that this process has asked: jose keeps them for ten minutes, and looks again for a new `kid`. */
const keySets = new Map<string, JWTVerifyGetKey>();

/** Checks an access token without asking the service, apart from fetching its keys now and then. */
export async function verifyToken(token: string, options: VerifyOptions): Promise<VerifiedToken> {
  const { issuer, audience, purpose = "login", clientId, clock } = options;
  try {
    const { payload } = await jwtVerify(token, keysOf(issuer), {
      // The one algorithm of the service: a public key must never be taken for a secret, nor `none` for a signature.
      algorithms: ["RS256"],
      typ: "at+jwt",
      issuer,
      audience,
      requiredClaims: ["sub", "exp", "iat", "purpose"],
      ...(clock && { currentDate: new Date(clock() * 1000) }),
    });
    if (payload.client_id !== clientId) return { ok: false, fault: "audience" };
    if (payload.purpose !== purpose) return { ok: false, fault: "purpose" };
    return { ok: true, claims: payload as unknown as TokenClaims };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keySets.get(issuer);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(`${issuer.replace(/\/+$/, "")}/.well-known/jwks.json`));
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
