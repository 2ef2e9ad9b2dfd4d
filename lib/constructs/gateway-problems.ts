import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { clientOrigins, type Settings } from "../../functions/settings.ts";

/** A problem document that API Gateway itself answers with; names and titles are those of functions/http/problem.ts. */
interface GatewayProblem {
  readonly name: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const METHOD_NOT_ALLOWED: GatewayProblem = {
  name: "method-not-allowed",
  status: 405,
  title: "The method is not allowed here",
  detail: "The header Allow names the methods that are.",
};

const NOT_FOUND: GatewayProblem = {
  name: "not-found",
  status: 404,
  title: "There is nothing here",
  detail: "Check the address.",
};
const INVALID: GatewayProblem = {
  name: "invalid-request",
  status: 400,
  title: "The request is not valid",
  detail: "The request could not be read.",
};
const NO_KEY: GatewayProblem = {
  name: "forbidden",
  status: 403,
  title: "The request is not allowed",
  detail: "Send the server's API key in the header X-Api-Key.",
};
const BLOCKED: GatewayProblem = {
  name: "forbidden",
  status: 403,
  title: "The request is not allowed",
  detail: "It was stopped before it reached the service.",
};
const NOT_SIGNED: GatewayProblem = {
  name: "forbidden",
  status: 403,
  title: "The request is not allowed",
  detail:
    "AWS does not take its signature. See whether the credentials are current, and the clock and the address right.",
};
const TOO_LARGE: GatewayProblem = {
  name: "too-large",
  status: 413,
  title: "The request is too large",
  detail: "Send at most 16 KiB.",
};
const UNSUPPORTED: GatewayProblem = {
  name: "unsupported-media-type",
  status: 415,
  title: "The content type is not supported",
  detail: "Send application/json or application/x-www-form-urlencoded.",
};
export const RATE_LIMITED: GatewayProblem = {
  name: "rate-limited",
  status: 429,
  title: "Too many requests",
  detail: "The service is very busy. Please try again in a few seconds.",
  headers: { "Retry-After": "5" },
};
const INTERNAL: GatewayProblem = {
  name: "internal",
  status: 500,
  title: "Something went wrong here",
  detail: "The fault has been recorded. Please try again.",
};
const UNAVAILABLE: GatewayProblem = {
  name: "unavailable",
  status: 503,
  title: "The service is out of reach for the moment",
  detail: "Please try again in a few seconds.",
  headers: { "Retry-After": "5" },
};

/** By API Gateway's names for what it answers before or after a function. */
const PROBLEMS: readonly (readonly [ResponseType, GatewayProblem])[] = [
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, NOT_FOUND],
  [ResponseType.RESOURCE_NOT_FOUND, NOT_FOUND],
  // Unknown paths get here, where API Gateway takes an Authorization header for a signature that it cannot read.
  [ResponseType.DEFAULT_4XX, NOT_FOUND],
  [ResponseType.INVALID_API_KEY, NO_KEY],
  [ResponseType.WAF_FILTERED, BLOCKED],
  // Past the proxy, where the stage has one.
  [ResponseType.ACCESS_DENIED, BLOCKED],
  [ResponseType.BAD_REQUEST_BODY, INVALID],
  [ResponseType.BAD_REQUEST_PARAMETERS, INVALID],
  // API Gateway is said to ignore this one; its own 413 is not in our form (docs/aws-assumptions.md).
  [ResponseType.REQUEST_TOO_LARGE, TOO_LARGE],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED],
  [ResponseType.THROTTLED, RATE_LIMITED],
  [ResponseType.QUOTA_EXCEEDED, RATE_LIMITED],
  [ResponseType.DEFAULT_5XX, INTERNAL],
  [ResponseType.INTEGRATION_FAILURE, UNAVAILABLE],
  [ResponseType.INTEGRATION_TIMEOUT, UNAVAILABLE],
];

/** What it answers besides where IAM guards a path: credentials that have expired, a wrong clock, another's secret. */
const OF_SIGNATURES: typeof PROBLEMS = [
  [ResponseType.EXPIRED_TOKEN, NOT_SIGNED],
  [ResponseType.INVALID_SIGNATURE, NOT_SIGNED],
];

/**
 * What lets a script read such an answer, and learn from it when to come back. Any origin's: API Gateway cannot choose
 * among several, and these answers say nothing of any user. Without it a script of an allowed origin sees a failed
 * request in place of a 429.
 */
const READABLE = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Retry-After",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/**
 * Has API Gateway's own answers look like the service's, and lets scripts read them where scripts may call the API.
 */
export function answerWithProblems(api: RestApi, settings: Settings): void {
  const forScripts = settings.corsOrigins.length + clientOrigins(settings).length > 0;
  // The desk alone has paths that IAM guards.
  for (const [type, problem] of [...PROBLEMS, ...(settings.desk ? OF_SIGNATURES : [])]) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(problem.status),
      responseHeaders: Object.fromEntries(
        Object.entries({ ...problemHeaders(problem), ...(forScripts && READABLE) }).map(([name, value]) => [
          name,
          `'${value}'`,
        ]),
      ),
      templates: { "application/json": problemDocument(problem) },
    });
  }
}

export function problemHeaders({ headers = {} }: GatewayProblem): Record<string, string> {
  return {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  };
}

/** The same for callers that read OAuth's errors (RFC 6749, 5.2). */
export function oauthErrorDocument({ detail }: GatewayProblem): string {
  return JSON.stringify({ error: "invalid_request", error_description: detail });
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemDocument({ name, status, title, detail }: GatewayProblem): string {
  return JSON.stringify({ type: `urn:latchkey:problem:${name}`, title, status, detail });
}
