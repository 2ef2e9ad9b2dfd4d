import type { IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { importJWK, jwtVerify } from "jose";
import type { CallResult, Post } from "../../functions/outbound/port.ts";
import { poster } from "../../functions/outbound/post.ts";
import type { PushBrowser, ShownNotification } from "./push-browser.ts";
import { startServer } from "./start-server.ts";

/** What a push service was given for one of its browsers. */
export interface PushedMessage {
  readonly endpoint: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A push service on this machine, in the place of those of the internet. */
export interface PushService {
  /** Calls it at whichever address of a push service it is asked for; the rest of the call is the real one. */
  readonly post: Post;
  readonly received: readonly PushedMessage[];
  /** What it answers for an endpoint from now on; 201 without. */
  answers(endpoint: string, status: number): void;
  /** What a browser shows, of all that came for it. */
  shown(browser: PushBrowser): readonly ShownNotification[];
}

export async function startPushService(): Promise<PushService> {
  const received: PushedMessage[] = [];
  const statuses = new Map<string, number>();
  const { url } = await startServer("the push service", (request, response) => {
    void buffer(request).then((body) => {
      const endpoint = `https://${String(request.headers["x-host"])}${request.url ?? ""}`;
      received.push({ endpoint, headers: request.headers, body });
      const status = statuses.get(endpoint) ?? 201;
      const elsewhere = status >= 300 && status < 400 && { location: `${url}/elsewhere` };
      response.writeHead(status, { ...elsewhere }).end();
    });
  });
  const call = poster({ nearby: true });
  return {
    received,
    post: (endpoint, headers, body): Promise<CallResult> => {
      const { host, pathname, search } = new URL(endpoint);
      return call(`${url}${pathname}${search}`, { ...headers, "x-host": host }, body);
    },
    answers(endpoint, status) {
      statuses.set(endpoint, status);
    },
    shown: (browser) =>
      received
        .filter(({ endpoint }) => endpoint === browser.endpoint)
        .map(({ body }) => JSON.parse(browser.decrypt(body)) as ShownNotification),
  };
}

/** Checks who has sent a message as push services do (RFC 8292, 4.2). @returns the claims, and the key that was named */
export async function vapidOf({ endpoint, headers }: PushedMessage, now: number) {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const publicKey = await importJWK({ kty: "EC", crv: "P-256", x, y } as { kty: "EC" }, "ES256");
  const { payload } = await jwtVerify(token, publicKey, {
    algorithms: ["ES256"],
    audience: new URL(endpoint).origin,
    currentDate: new Date(now * 1000),
    requiredClaims: ["exp", "sub"],
  });
  return { claims: payload, key };
}
