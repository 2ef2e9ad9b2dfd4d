import { createHash } from "node:crypto";
import type { Observer } from "../observability/port.ts";
import type { Asking, BotCheck } from "./port.ts";
import { siteVerify } from "./site-verify.ts";

/** What the widget is told that its tokens are for: a token that names another form of the owner's is refused. */
export const TURNSTILE_ACTION = "otp-request";

export interface TurnstileOptions {
  readonly siteKey: string;
  /** What a token is worth while Cloudflare cannot be asked. */
  readonly onFault: "refuse" | "allow";
  /** Where the widget may have stood: the service's own host, and those of the owner's pages. */
  readonly hostnames: readonly string[];
  /** @throws where it cannot be read, or is not filled in */
  readonly readSecretKey: () => Promise<string>;
  readonly observer: Pick<Observer, "audit" | "fault">;
  /** @default Cloudflare's address of `siteverify` */
  readonly url?: string;
  /** @default 3000 */
  readonly timeoutMilliseconds?: number;
}

/** Tokens have at most 2048 characters. @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
const TOKEN = /^[\w.-]{1,2048}$/;

/**
 * Cloudflare's Turnstile. A token is good for five minutes and for one check; another check of it by the same
 * idempotency key repeats the first answer. The key is made of token, network and recipient: one caller can repeat its
 * request, and a second recipient gets nothing.
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export function turnstileCheck({ siteKey, onFault, ...options }: TurnstileOptions): BotCheck {
  const { observer, hostnames, readSecretKey } = options;
  const tell = (reason: string, outcome: "allowed" | "refused") => {
    observer.audit("bot-check-fault", { outcome, reason });
    return outcome === "allowed";
  };
  return {
    puzzle: () => Promise.resolve({ use: "turnstile", siteKey, action: TURNSTILE_ACTION }),

    async isSolved(token, asking) {
      if (!TOKEN.test(token)) return false;
      let secret: string;
      try {
        secret = await readSecretKey();
      } catch (error) {
        observer.fault("bot-check", error);
        // Without its key the check is not set up: an outage of Cloudflare's lets more through, a mistake does not.
        return tell("no-secret-key", "refused");
      }
      const verdict = await siteVerify(
        { secret, response: token, idempotency_key: keyOf(token, asking) },
        options,
      );
      switch (verdict.kind) {
        case "fault":
          return tell(verdict.reason, onFault === "allow" ? "allowed" : "refused");
        case "misconfigured":
          return tell(verdict.reason, "refused");
        case "refused":
          return false;
        case "solved":
          return isOneOf(verdict.hostname, hostnames) && isOneOf(verdict.action, [TURNSTILE_ACTION]);
      }
    },
  };
}

/** What Cloudflare does not say is not held against a token. */
function isOneOf(said: string | undefined, wanted: readonly string[]): boolean {
  return said === undefined || said === "" || wanted.includes(said);
}

/** A UUID of version 8 (RFC 9562), which leaves its bits to its maker. */
function keyOf(token: string, { origin, recipient, repeats = "" }: Asking): string {
  const bytes = createHash("sha256")
    .update(`bot-check|${origin}|${recipient}|${repeats}|${token}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
