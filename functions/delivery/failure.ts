import type { SendResult } from "./port.ts";

/** What a provider's client library throws, as far as we look at it. */
interface ProviderError {
  readonly name?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

/**
 * Tells a fault that passes from one that stays. No answer, a server's fault and "too fast" pass; what the provider
 * refuses for good is listed by its name. Anything unknown is tried again: a code late is better than a code lost.
 */
export function sendFailure(error: unknown, permanent: ReadonlySet<string>): SendResult {
  const { name, $metadata } = (error ?? {}) as ProviderError;
  const reason = typeof name === "string" ? name : "unknown";
  const status = $metadata?.httpStatusCode ?? 0;
  return { kind: "failed", retryable: !(permanent.has(reason) && status < 500), reason };
}
