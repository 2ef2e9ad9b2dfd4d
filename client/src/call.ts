import { type ClientError, failed, readError, type Result } from "./errors.ts";

/** What a call may be told. */
export interface CallOptions {
  /** Ends the call, and any wait before its next try. */
  readonly signal?: AbortSignal;
  /** Milliseconds that one try may take; the client's own by default. */
  readonly timeoutMs?: number;
}

/** How often a call is tried again, and how long it waits for that. */
export interface Retry {
  /** Tries after the first one. */
  readonly times: number;
  /** A longer `Retry-After` is not waited for, but answered at once: milliseconds, 10 000 by default. */
  readonly maxWaitMs?: number;
}

/** One call, ready to be tried. */
export interface Call {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly init: RequestInit;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly retry: Retry | undefined;
  /** Whether the call may be repeated although it may have happened already. */
  readonly repeatable: boolean;
}

/** Tries a call until it is answered for good. */
export async function send<Value>(call: Call): Promise<Result<Value>> {
  const { times = 0, maxWaitMs = 10_000 } = call.retry ?? {};
  for (let left = times; ; left--) {
    const result = await once<Value>(call);
    if (result.ok || left <= 0) return result;
    const waitMs = waitBefore(result.error, call.repeatable);
    if (waitMs === undefined || waitMs > maxWaitMs) return result;
    await pause(waitMs, call.signal);
    if (call.signal?.aborted) return aborted();
  }
}

/** Milliseconds until another try makes sense; undefined where it makes none. */
function waitBefore(error: ClientError, repeatable: boolean): number | undefined {
  // What was refused for its rate did not happen, whatever it was.
  if (error.type === "rate-limited") return error.retryAfter * 1000;
  if (!repeatable) return undefined;
  if (error.type === "unavailable") return error.retryAfter * 1000;
  return error.type === "network" || error.type === "timeout" ? 500 : undefined;
}

async function once<Value>({ fetch, url, init, timeoutMs, signal }: Call): Promise<Result<Value>> {
  // By hand: AbortSignal.any is younger than the browsers that people still use.
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    const response = await fetch(url, { ...init, signal: stop.signal });
    const { status, headers } = response;
    const text = await response.text();
    const body = parse(text);
    if (!response.ok) return { ok: false, error: readError(status, headers, body) };
    if (status === 204 || (typeof body === "object" && body !== null))
      return { ok: true, value: body as Value };
    return failed({ type: "unexpected", detail: "The answer is not the service's.", status });
  } catch {
    // The cause stays out of it: it may name addresses.
    if (signal?.aborted) return aborted();
    if (stop.signal.aborted)
      return failed({ type: "timeout", detail: `There was no answer in ${timeoutMs} ms.` });
    return failed({ type: "network", detail: "The service could not be reached." });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function aborted(): Result<never> {
  return failed({ type: "aborted", detail: "The call was ended." });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}
