import type { APIGatewayProxyResult } from "aws-lambda";

/** An answer before the headers that every answer carries. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  readonly body?: string;
}

export function json(status: number, body: unknown, extra: Pick<Reply, "headers" | "cookies"> = {}): Reply {
  return {
    status,
    ...extra,
    headers: { "content-type": "application/json", ...extra.headers },
    body: JSON.stringify(body),
  };
}

export function noContent(cookies: readonly string[] = []): Reply {
  return { status: 204, cookies };
}

/** After a form: the browser fetches the next page with GET, and a reload repeats nothing. */
export function seeOther(location: string, cookies: readonly string[] = []): Reply {
  return { status: 303, headers: { location }, cookies };
}

/** What every answer carries unless it says otherwise. */
const ALWAYS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** What a script of an allowed origin may read of an answer. */
const EXPOSED = "Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate";

/** @param corsOrigin the asking origin, if it is allowed to read the answer */
export function toProxyResult(reply: Reply, corsOrigin: string | undefined): APIGatewayProxyResult {
  const cors: Record<string, string> = corsOrigin
    ? {
        "access-control-allow-origin": corsOrigin,
        "access-control-expose-headers": EXPOSED,
        "cross-origin-resource-policy": "cross-origin",
        vary: "Origin",
      }
    : {};
  return {
    statusCode: reply.status,
    headers: { ...ALWAYS, ...cors, ...reply.headers },
    multiValueHeaders: reply.cookies && reply.cookies.length > 0 ? { "set-cookie": [...reply.cookies] } : {},
    body: reply.body ?? "",
  };
}
