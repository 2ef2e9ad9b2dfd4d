import { readBearer, type RefusingOptions } from "./bearer.ts";
import { type TokenClaims, type VerifiedToken, verifyToken } from "./verify-token.ts";

export type { RefusalFault, RefusingOptions } from "./bearer.ts";
export type { TokenClaims, TokenFault, Transaction, VerifyOptions } from "./verify-token.ts";

/** What a Lambda authorizer of a REST API is asked, of type TOKEN or REQUEST. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly authorizationToken?: string | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

/** What an authorizer of an HTTP API is asked (payload format 2.0). */
export interface HttpAuthorizerEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/**
 * Which tokens an authorizer takes: none that confirms a transaction. API Gateway keeps the answer for the token, and asks
 * not again for the next request, which may be about another one. Call `verifyToken` in the function itself.
 */
export type AuthorizerOptions = Omit<RefusingOptions, "transaction">;

/** What the functions behind the authorizer see in `requestContext.authorizer`: API Gateway takes only flat values. */
export interface AuthorizerContext {
  readonly subject: string;
  readonly purpose: string;
  readonly sid: string;
  readonly amr: string;
  readonly authTime: number;
}

/** A policy that lets a request pass. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: {
      readonly Action: "execute-api:Invoke";
      readonly Effect: "Allow";
      readonly Resource: string;
    }[];
  };
  readonly context: AuthorizerContext & Record<string, string | number>;
}

/**
 * A Lambda authorizer for a REST API. API Gateway answers what it throws: `Unauthorized` as 401, anything else as 500.
 * The policy covers the whole stage, since API Gateway keeps it for the token, whatever method is called next.
 */
export function authorizer(
  options: AuthorizerOptions,
): (event: AuthorizerEvent) => Promise<AuthorizerAnswer> {
  refuseTransaction(options);
  return async ({ authorizationToken, headers, methodArn }) => {
    const verified = await verifyHeader(authorizationToken ?? authorizationOf(headers), options);
    // This very word is what API Gateway turns into 401.
    if (!verified?.ok) throw new Error("Unauthorized");
    const [api = "", stage = ""] = methodArn.split("/");
    const Statement = [
      {
        Action: "execute-api:Invoke" as const,
        Effect: "Allow" as const,
        Resource: `${api}/${stage}/*`,
      },
    ];
    return {
      principalId: verified.claims.sub,
      policyDocument: { Version: "2012-10-17", Statement },
      context: { ...contextOf(verified.claims) },
    };
  };
}

/**
 * A Lambda authorizer for an HTTP API with simple responses. API Gateway answers 403 for `isAuthorized: false`, and keeps
 * that for the token as long as it keeps any answer. What the authorizer throws is answered by 500, and not kept.
 */
export function simpleAuthorizer(
  options: AuthorizerOptions,
): (
  event: HttpAuthorizerEvent,
) => Promise<{ readonly isAuthorized: boolean; readonly context?: AuthorizerContext }> {
  refuseTransaction(options);
  return async ({ headers }) => {
    const verified = await verifyHeader(authorizationOf(headers), options);
    return verified?.ok
      ? { isAuthorized: true, context: contextOf(verified.claims) }
      : { isAuthorized: false };
  };
}

/** @throws Error where a program without types names one */
function refuseTransaction(options: AuthorizerOptions): void {
  if ("transaction" in options)
    throw new Error(
      "An authorizer checks no transaction: API Gateway keeps its answer. Call verifyToken in the function.",
    );
}

/**
 * @returns undefined where there is no token
 * @throws Error while the keys are out of reach: API Gateway would keep a refusal for minutes, of a token that is good
 */
async function verifyHeader(
  authorization: string | undefined,
  options: AuthorizerOptions,
): Promise<VerifiedToken | undefined> {
  const token = readBearer(authorization);
  const verified = token === undefined ? undefined : await verifyToken(token, options);
  if (!verified?.ok) options.onRefused?.(verified?.fault ?? "missing");
  if (verified?.ok === false && verified.fault === "keys-unavailable")
    throw new Error("The keys that check tokens are out of reach.");
  return verified;
}

/** REST APIs keep the case that the client wrote. */
function authorizationOf(headers: AuthorizerEvent["headers"]): string | undefined {
  const found = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "authorization");
  return found?.[1];
}

function contextOf({ sub, purpose, sid, amr, auth_time }: TokenClaims): AuthorizerContext {
  return { subject: sub, purpose, sid: sid ?? "", amr: amr.join(" "), authTime: auth_time };
}
