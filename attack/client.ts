import { request as requestPlain } from "node:http";
import { request as requestOverTls } from "node:https";
import { Skipped } from "./case.ts";

/** How long one answer may take, in seconds. API Gateway gives up after 29. */
const ANSWER_SECONDS = 30;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty unless it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** From the first byte sent to the last one read. */
  readonly milliseconds: number;
}

export interface Asked {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An attacker's or a user's program: it keeps cookies like a browser, and follows no redirect. */
export interface Client {
  readonly cookies: ReadonlyMap<string, string>;
  ask(path: string, asked?: Asked): Promise<Answer>;
  json(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  form(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

/** Counts what a whole run asks, so that a fault of the program's own is no flood. */
export class Budget {
  #left: number;

  constructor(requests: number) {
    this.#left = requests;
  }

  /** @throws Skipped when the run has asked enough */
  take(): void {
    if (this.#left-- <= 0) throw new Skipped("the run has asked as much as it may");
  }
}

/** @param signal ends what is under way */
export function clientOf(url: string, budget: Budget, signal: AbortSignal): Client {
  const cookies = new Map<string, string>();
  const ask: Client["ask"] = async (path, { method = "GET", headers = {}, body } = {}) => {
    budget.take();
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await send(url + path, {
      method,
      headers: { ...(cookie !== "" && { cookie }), accept: "*/*", ...headers },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_SECONDS * 1000)]),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const post = (path: string, type: string, body: string, headers: Readonly<Record<string, string>>) =>
    ask(path, { method: "POST", body, headers: { "content-type": type, ...headers } });
  return {
    cookies,
    ask,
    json: (path, body, headers = {}) => post(path, "application/json", JSON.stringify(body), headers),
    form: (path, fields, headers = {}) =>
      post(path, "application/x-www-form-urlencoded", new URLSearchParams(fields).toString(), headers),
  };
}

/** Sends these headers and no others: `fetch` says by itself from which site it asks. */
function send(
  url: string,
  {
    method,
    headers,
    body,
    signal,
  }: Required<Pick<Asked, "method" | "headers">> & {
    readonly body: string | undefined;
    readonly signal: AbortSignal;
  },
): Promise<Answer> {
  const begun = performance.now();
  const start = url.startsWith("https:") ? requestOverTls : requestPlain;
  return new Promise((resolve, reject) => {
    start(url, { method, headers, signal }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", reject);
      incoming.once("end", () => {
        const answered = new Headers();
        for (const [name, values] of Object.entries(incoming.headersDistinct))
          for (const value of values ?? []) answered.append(name, value);
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: incoming.statusCode ?? 0,
          headers: answered,
          text,
          body: answered.get("content-type")?.includes("json") === true ? parse(text) : {},
          milliseconds: performance.now() - begun,
        });
      });
    })
      .once("error", reject)
      .end(body);
  });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // What calls itself JSON and is none has nothing to be read.
    return {};
  }
}
