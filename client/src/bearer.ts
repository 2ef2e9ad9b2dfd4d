import { type TokenClaims, type VerifyOptions, verifyToken } from "./verify-token.ts";

/** An answer that refuses a request: plain data, so that every framework can send it. */
export interface HttpRefusal {
  readonly status: 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** A problem document (RFC 9457) of the names that the service itself uses. */
  readonly body: string;
}

/** Checks an `Authorization` header. */
export async function checkBearer(
  authorization: string | undefined,
  options: VerifyOptions,
): Promise<{ readonly ok: true; readonly claims: TokenClaims } | ({ readonly ok: false } & HttpRefusal)> {
  const token = readBearer(authorization);
  if (token === undefined) return refuse(401, "Bearer", "Send an access token as a bearer.");
  const verified = await verifyToken(token, options);
  if (verified.ok) return verified;
  return verified.fault === "keys-unavailable"
    ? refuse(503, undefined, "The keys that check tokens are out of reach. Please try again.")
    : refuse(401, 'Bearer error="invalid_token"', "The access token is not valid here. Sign in again.");
}

/** The token of an `Authorization` header (RFC 6750). */
export function readBearer(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? "")?.[1];
}

/** What a request proved, for as long as the program holds the request. */
const proven = new WeakMap<object, TokenClaims>();

/** Keeps what a request proved. */
export function keepClaims(request: object, claims: TokenClaims): void {
  proven.set(request, claims);
}

/**
 * What a request proved.
 * @throws Error where the request has not been checked: a forgotten check must not pass for a person without a name
 */
export function claimsOf(request: object): TokenClaims {
  const claims = proven.get(request);
  if (!claims) throw new Error("This request has not been checked: put the check before its handler.");
  return claims;
}

function refuse(
  status: HttpRefusal["status"],
  challenge: string | undefined,
  detail: string,
): { readonly ok: false } & HttpRefusal {
  const [name, title] =
    status === 401 ? ["no-session", "There is no session"] : ["unavailable", "The service is out of reach"];
  return {
    ok: false,
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(challenge === undefined ? { "retry-after": "5" } : { "www-authenticate": challenge }),
    },
    body: JSON.stringify({ type: `urn:latchkey:problem:${name}`, title, status, detail }),
  };
}
