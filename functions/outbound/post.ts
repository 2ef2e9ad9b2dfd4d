import { lookup } from "node:dns";
import { request as requestPlainly } from "node:http";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import type { CallResult, Post } from "./port.ts";
import { isCallable, isPublicAddress } from "./public-address.ts";
import { USER_AGENT } from "../domain/user-agent.ts";

/** Who does not answer in this time is called again later, in milliseconds. */
const TIMEOUT_MILLISECONDS = 5000;

export interface PostOptions {
  /** Whether plain HTTP and addresses of one's own network are called too: on a laptop, nothing else is there. */
  readonly nearby: boolean;
  /** Further certificates that are trusted, in PEM. */
  readonly ca?: string;
  /** @default 5000 */
  readonly timeoutMilliseconds?: number;
  /** Finds the addresses of a name. @default as the system does */
  readonly lookUp?: typeof lookup;
}

class ForbiddenAddress extends Error {}

/**
 * Calls by HTTPS. The address that is checked is the one that is connected to: a name that leads elsewhere a moment later
 * gains nothing.
 */
export function poster({
  nearby,
  ca,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  lookUp = lookup,
}: PostOptions): Post {
  return async (url, headers, body) => {
    const plainly = new URL(url).protocol === "http:";
    // An address in place of a name is not looked up.
    if (!nearby && !isCallable(url)) return { kind: "failed", reason: "forbidden" };
    return new Promise<CallResult>((resolve) => {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const outgoing = (plainly ? requestPlainly : request)(
        url,
        {
          method: "POST",
          headers: { "user-agent": USER_AGENT, ...headers, "content-length": Buffer.byteLength(body) },
          signal,
          agent: false,
          ...(ca !== undefined && { ca }),
          ...(!nearby && { lookup: publicLookup(lookUp) }),
        },
        (answer) => {
          // What is said beside the status is of no use to anybody here.
          answer.destroy();
          const { statusCode: status = 0, headers: said } = answer;
          resolve({ kind: "answered", status, ...askedFor(said["retry-after"]) });
        },
      );
      outgoing.on("error", (error) => {
        if (error instanceof ForbiddenAddress) resolve({ kind: "failed", reason: "forbidden" });
        else resolve({ kind: "failed", reason: signal.aborted ? "timeout" : "unreachable" });
      });
      outgoing.end(body);
    });
  };
}

/** Seconds alone: a date depends on the other's clock. */
function askedFor(retryAfter: string | undefined): { readonly retryAfterSeconds?: number } {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter)
    ? { retryAfterSeconds: Number(retryAfter) }
    : {};
}

/** Finds the addresses of a name, if all of them are of the internet. */
function publicLookup(lookUp: typeof lookup): LookupFunction {
  return (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        done(error, []);
        return;
      }
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        done(new ForbiddenAddress(), []);
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
