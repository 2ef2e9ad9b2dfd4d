import { type CallOptions, type Retry, send } from "./call.ts";
import type { Result } from "./errors.ts";
import type { explainHidden } from "./hidden-answer.ts";

/** How a client reaches the service. */
export interface ConnectionOptions {
  /** Where the service is, with its stage if it has one: the output `ApiUrl`, or `http://localhost:3000`. */
  readonly baseUrl: string;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Milliseconds that one try may take. @default 10000 */
  readonly timeoutMs?: number;
  /** Whether calls wait for `Retry-After` and are tried again. @default no */
  readonly retry?: Retry;
  /** The cookies that a browser sends along. A page of another origin needs none: it holds the `sessionToken`. @default the browser's own, `same-origin` */
  readonly credentials?: "omit" | "same-origin" | "include";
}

/** What is sent. */
export interface Sent {
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the call may be repeated although it may have happened already. @default yes */
  readonly repeatable?: boolean;
}

/** Makes one call of a client. */
export type Connection = <Value>(
  method: "GET" | "POST",
  path: string,
  sent: Sent,
  options?: CallOptions,
) => Promise<Result<Value>>;

/**
 * The way to the service that all calls of a client take.
 * @param explain tells a developer why nothing was answered
 */
export function connect(
  { baseUrl, fetch: own, timeoutMs = 10_000, retry, credentials }: ConnectionOptions,
  explain: typeof explainHidden,
): Connection {
  const base = baseUrl.replace(/\/+$/, "");
  // Looked up at each call and called without a `this`, as browsers demand.
  const ask: typeof fetch = own ?? ((input, init) => fetch(input, init));
  return async <Value>(
    method: "GET" | "POST",
    path: string,
    { body, headers, repeatable = true }: Sent,
    { signal, timeoutMs: limitMs = timeoutMs }: CallOptions = {},
  ) => {
    const result = await send<Value>({
      fetch: ask,
      url: base + path,
      init: {
        method,
        headers: {
          accept: "application/json",
          ...(body && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        // Not set by default: some runtimes refuse the option altogether.
        ...(credentials && { credentials }),
      },
      timeoutMs: limitMs,
      signal,
      retry,
      repeatable,
    });
    if (!result.ok && result.error.type === "network") void explain(base, ask);
    return result;
  };
}

/** The header that shows a session token or an access token; none where the browser's cookie is to count. */
export function bearer(credential: string | undefined): Record<string, string> {
  return credential === undefined ? {} : { authorization: `Bearer ${credential}` };
}
