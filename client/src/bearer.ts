import type { Transaction } from "./transaction.ts";
import {
  type FindTransaction,
  type TokenClaims,
  type TokenFault,
  verifyConfirmation,
  type VerifyOptions,
} from "./verify-confirmation.ts";

/** An answer that refuses a request: plain data, so that every framework can send it. */
export interface HttpRefusal {
  readonly status: 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** A problem document (RFC 9457) of the names that the service itself uses. */
  readonly body: string;
}

/** Why a request does not pass: what is wrong with its token, or that it has none. */
export type RefusalFault = TokenFault | "missing";

/** Which tokens pass, and who is told of those that do not. */
export interface RefusingOptions extends VerifyOptions {
  /**
   * Told of each request that is refused, for your log: a caller learns only that its token is not valid here, so a wrong
   * issuer or audience would be hard to find. It never gets the token.
   */
  readonly onRefused?: (fault: RefusalFault) => void;
}

/** Which tokens a middleware takes. */
export interface CheckOptions<Request> extends Omit<RefusingOptions, "transaction"> {
  /**
   * What the code must have confirmed, or what finds it for a request whose token is good so far: by the order that the
   * request names, among those of `claims.sub`. `undefined` refuses the request. @see VerifyOptions.transaction
   */
  readonly transaction?:
    Transaction | ((request: Request, claims: TokenClaims) => ReturnType<FindTransaction>) | undefined;
}

/** Checks an `Authorization` header of a request. @throws what `onRefused`, or what finds the transaction, throws */
export async function checkBearer<Request>(
  authorization: string | undefined,
  options: CheckOptions<Request>,
  request: Request,
): Promise<{ readonly ok: true; readonly claims: TokenClaims } | ({ readonly ok: false } & HttpRefusal)> {
  const token = readBearer(authorization);
  if (token === undefined) {
    options.onRefused?.("missing");
    return refuse(401, "Bearer", "Send an access token as a bearer.");
  }
  const { transaction } = options;
  const find: FindTransaction = (claims) =>
    typeof transaction === "function" ? transaction(request, claims) : transaction;
  const names = "transaction" in options;
  const verified = await verifyConfirmation(token, options, names ? find : undefined);
  if (verified.ok) return verified;
  options.onRefused?.(verified.fault);
  if (verified.fault === "acr")
    // RFC 9470, section 3: the user has to sign in better, not anew in the same way.
    return refuse(
      401,
      `Bearer error="insufficient_user_authentication", acr_values="${options.acr ?? ""}"`,
      "This needs a second factor. Sign in again with one.",
    );
  return verified.fault === "keys-unavailable"
    ? refuse(503, undefined, "The keys that check tokens are out of reach. Please try again.")
    : refuse(
        401,
        'Bearer error="invalid_token"',
        verified.fault === "transaction"
          ? "The code confirmed something else. Ask for a new one."
          : "The access token is not valid here. Sign in again.",
      );
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
