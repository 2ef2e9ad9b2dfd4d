/** Where Cloudflare checks tokens. */
const SITEVERIFY = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/** A user waits for the answer, and no try is repeated. */
const TIMEOUT_MILLISECONDS = 3000;

/** The parameters, by Cloudflare's names. The user's address is not among them: Cloudflare need not learn who asks for a code. */
export interface SiteVerifyRequest {
  readonly secret: string;
  readonly response: string;
  readonly idempotency_key: string;
}

/** What came of a check. */
export type Verdict =
  | { readonly kind: "solved"; readonly hostname?: string | undefined; readonly action?: string | undefined }
  /** The token is wrong, too old or used. */
  | { readonly kind: "refused" }
  /** Cloudflare was out of reach, or answered nonsense. */
  | { readonly kind: "fault"; readonly reason: string }
  /** Cloudflare refuses the question itself, the secret key for one: for the owner to mend. */
  | { readonly kind: "misconfigured"; readonly reason: string };

/** Codes by which Cloudflare speaks of the token. */
const OF_TOKEN: ReadonlySet<string> = new Set([
  "missing-input-response",
  "invalid-input-response",
  "timeout-or-duplicate",
]);
/**
 * Asks Cloudflare once. A status is not looked at where there is an answer: `success: false` comes with 200 and with 4xx.
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/#error-codes
 */
export async function siteVerify(
  request: SiteVerifyRequest,
  {
    url = SITEVERIFY,
    timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  }: { readonly url?: string; readonly timeoutMilliseconds?: number },
): Promise<Verdict> {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  let text: string;
  let status: number;
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ ...request }),
      redirect: "error",
      signal,
    });
    status = answer.status;
    text = await answer.text();
  } catch {
    return { kind: "fault", reason: signal.aborted ? "timeout" : "unreachable" };
  }
  if (status >= 500) return { kind: "fault", reason: String(status) };
  return read(text, status);
}

function read(text: string, status: number): Verdict {
  const { success, hostname, action, "error-codes": codes } = parseObject(text);
  if (success === true)
    return status === 200
      ? { kind: "solved", hostname: textOf(hostname), action: textOf(action) }
      : { kind: "fault", reason: String(status) };
  if (success !== false) return { kind: "fault", reason: "not-understood" };
  const [code] = (Array.isArray(codes) ? codes : []) as readonly unknown[];
  const reason = typeof code === "string" && /^[a-z-]{1,40}$/.test(code) ? code : "not-understood";
  if (reason === "internal-error") return { kind: "fault", reason };
  // What is not known is no outage: a token whose form Cloudflare refuses must not count as one that it could not check.
  return OF_TOKEN.has(reason) ? { kind: "refused" } : { kind: "misconfigured", reason };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
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
