import type { Observer } from "../observability/port.ts";
import { faultProblem, type Problem } from "../http/problem.ts";
import { json, type Reply } from "../http/reply.ts";

/** What the token endpoint refuses with (RFC 6749, 5.2), and resources (RFC 6750, 3.1). */
export type OAuthErrorName =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unsupported_grant_type"
  | "unauthorized_client"
  | "invalid_scope"
  | "invalid_token"
  | "insufficient_scope"
  | "server_error"
  | "temporarily_unavailable";

/** An error as OAuth's libraries read it. @param headers further ones, such as who may try again and how */
export function oauthError(
  status: number,
  error: OAuthErrorName,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json(status, { error, error_description: description }, { headers });
}

/** A problem of the endpoint, such as a body that is too long, in OAuth's words. */
export function problemAsOAuth({ status, detail, headers }: Problem): Reply {
  return oauthError(status, "invalid_request", detail, headers);
}

/** Runs a handler whose callers are libraries: they read no page, not even of a fault. */
export async function answeringFaults(
  observer: Observer,
  name: string,
  handle: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await handle();
  } catch (error) {
    observer.fault(name, error);
    const { status, detail, headers } = faultProblem(error);
    return oauthError(status, status === 503 ? "temporarily_unavailable" : "server_error", detail, headers);
  }
}

/** @see RFC 6750, section 3 */
export function bearerChallenge(error?: OAuthErrorName, scope?: string): Readonly<Record<string, string>> {
  const parts = [
    'realm="latchkey"',
    ...(error ? [`error="${error}"`] : []),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  return { "www-authenticate": `Bearer ${parts.join(", ")}` };
}
