import type { SendResult } from "../port.ts";

/** What a provider's client library throws, as far as we look at it. */
interface ProviderError {
  readonly name?: unknown;
  /** The system's code of a connection that failed. */
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

/**
 * Tells a fault that passes from one that stays. No answer, a server's fault and "too fast" pass; what the provider
 * refuses for good is listed by its name. Anything unknown is tried again: a code late is better than a code lost.
 */
export function sendFailure(error: unknown, permanent: ReadonlySet<string>): SendResult {
  const { name, code, $metadata } = (error ?? {}) as ProviderError;
  const known = name === "Error" ? code : name;
  const reason = typeof known === "string" ? known : "unknown";
  const status = $metadata?.httpStatusCode ?? 0;
  return { kind: "failed", retryable: !(permanent.has(reason) && status < 500), reason };
}
