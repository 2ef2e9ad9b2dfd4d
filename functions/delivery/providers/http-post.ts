import { USER_AGENT } from "../../domain/user-agent.ts";
import { type FaultCodes, faultOf } from "../../domain/provider-fault.ts";
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
      headers: { "user-agent": USER_AGENT, ...headers },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const { status } = response;
    return { kind: "answer", status, headers: response.headers, body: parseObject(await response.text()) };
  } catch (error) {
    const timeout = error instanceof Error && error.name === "TimeoutError";
    return { kind: "failed", fault: "moment", reason: timeout ? "timeout" : "unreachable", maybeSent: true };
  }
}

/** Statuses by which an API refuses the caller rather than the message: no or a wrong login, no money, not allowed. */
const CALLER_REFUSED: ReadonlySet<number> = new Set([401, 402, 403]);

/** A refusal: the provider's own code where it has one, else the status. What is not known passes; see the codes of each provider. */
export function httpFailure(status: number, code: unknown, codes: FaultCodes): Failed {
  const known = typeof code === "number" || (typeof code === "string" && /^[\w.-]{1,64}$/.test(code));
  const found = known ? code : status;
  const passes = status >= 500 || (status === 429 && !codes.account.has(found));
  const listed = passes ? "moment" : faultOf(found, codes);
  const fault = listed === "moment" && CALLER_REFUSED.has(status) ? "account" : listed;
  return { kind: "failed", fault, reason: String(found), ...(status >= 500 && { maybeSent: true }) };
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
