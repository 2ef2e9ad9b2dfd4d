import { request as requestPlain } from "node:http";
import { request as requestOverTls } from "node:https";
import { Failed } from "./case.ts";

/** How long one answer may take: API Gateway gives up after 29 seconds. */
const ANSWER_SECONDS = 30;

/** What smoke may ask in all, so that a fault of its own is no attack. */
const MOST_REQUESTS = 200;

export interface Asked {
  readonly method?: "GET" | "POST" | "DELETE" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as one line each, which `fetch` cannot do. */
  readonly cookieLines?: readonly string[];
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
}

export interface SmokeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty unless it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks a service over HTTP; follows no redirect and keeps no cookie. */
export interface SmokeClient {
  ask(path: string, asked?: Asked): Promise<SmokeAnswer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<SmokeAnswer>;
}

/**
 * @param forgedAddress goes along in `X-Forwarded-For` with every request: a service that believes it counts by it
 * @param signal ends what is under way
 */
export function smokeClient(url: string, forgedAddress: string, signal: AbortSignal): SmokeClient {
  let asked = 0;
  const ask: SmokeClient["ask"] = async (path, one = {}) => {
    asked += 1;
    if (asked > MOST_REQUESTS) throw new Failed(`more than ${MOST_REQUESTS} requests: smoke itself is wrong`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_SECONDS * 1000)]);
    const headers = { "x-forwarded-for": forgedAddress, ...one.headers };
    if (one.cookieLines) return askInLines(url + path, headers, one.cookieLines, limit);
    const response = await fetch(url + path, {
      method: one.method ?? "GET",
      redirect: "manual",
      signal: limit,
      headers,
      ...(one.body !== undefined && {
        body: typeof one.body === "string" ? one.body : JSON.stringify(one.body),
      }),
    });
    return answerOf(response.status, response.headers, await response.text());
  };
  return {
    ask,
    post: (path, body, headers = {}) =>
      ask(path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } }),
  };
}

function answerOf(status: number, headers: Headers, text: string): SmokeAnswer {
  return { status, headers, text, body: isJson(headers) ? parse(text) : {} };
}

function isJson(headers: Headers): boolean {
  return headers.get("content-type")?.includes("json") ?? false;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // An answer that calls itself JSON and is none has nothing to be read.
    return {};
  }
}

/** Node sends headers as they are when they come as a flat list; then it adds no `Host` either. */
function askInLines(
  url: string,
  headers: Readonly<Record<string, string>>,
  cookies: readonly string[],
  signal: AbortSignal,
): Promise<SmokeAnswer> {
  const { protocol, host } = new URL(url);
  const lines = [
    ...["host", host],
    ...Object.entries(headers).flat(),
    ...cookies.flatMap((cookie) => ["cookie", cookie]),
  ];
  const start = protocol === "https:" ? requestOverTls : requestPlain;
  return new Promise((resolve, reject) => {
    start(url, { headers: lines, signal }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", reject);
      incoming.once("end", () => {
        const pairs = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve(answerOf(incoming.statusCode ?? 0, new Headers(pairs), Buffer.concat(chunks).toString()));
      });
    })
      .once("error", reject)
      .end();
  });
}
