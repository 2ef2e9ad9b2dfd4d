import type { SendResult } from "../port.ts";

/** A provider that does not answer in this time is given up, in milliseconds: in time to ask the next one, and to say so. */
const TIMEOUT_MILLISECONDS = 5000;

export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; empty unless it is a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Failed = Extract<SendResult, { kind: "failed" }>;

/**
 * Posts to a provider's API. No connection, no answer in time and a redirect, which could lead anywhere, are passing
 * faults: a late code is better than a lost code.
 */
export async function httpPost(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | URLSearchParams,
): Promise<HttpAnswer | Failed> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const { status } = response;
    return { kind: "answer", status, headers: response.headers, body: parseObject(await response.text()) };
  } catch (error) {
    const timeout = error instanceof Error && error.name === "TimeoutError";
    return { kind: "failed", retryable: true, reason: timeout ? "timeout" : "unreachable" };
  }
}

/** A refusal: the provider's own code where it has one, else the status. Unknown codes pass; see the lists of each provider. */
export function httpFailure(status: number, code: unknown, permanent: ReadonlySet<number | string>): Failed {
  const known = typeof code === "number" || (typeof code === "string" && /^[\w.-]{1,64}$/.test(code));
  const found = known ? code : status;
  return {
    kind: "failed",
    retryable: !(permanent.has(found) && status < 500 && status !== 429),
    reason: String(found),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Proxies answer in HTML.
  }
  return {};
}
