import { request as requestPlain } from "node:http";
import { request as requestOverTls } from "node:https";
import { OUT_OF_TIME, Skipped } from "./case.ts";

/** What one answer may hold: no page of a sign-in comes near. */
const MOST_BYTES = 1_048_576;

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
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An attacker's or a user's program: it keeps cookies like a browser, and follows no redirect. */
export interface Client {
  readonly cookies: ReadonlyMap<string, string>;
  /**
   * Another one with the cookies that this one holds now; neither sees what the other gets from then on.
   * @param cookies what it holds in their place
   */
  fork(cookies?: ReadonlyMap<string, string>): Client;
  ask(path: string, asked?: Asked): Promise<Answer>;
  json(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  form(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

/** What bounds a whole run. */
export interface Bounds {
  /** Requests that the run may still send. */
  readonly budget: Budget;
  /** How long one answer may take, in seconds. API Gateway gives up after 29. */
  readonly answerSeconds: number;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Counts what is asked, so that a fault of the program's own is no flood: a whole run and each case have their most. */
export class Budget {
  #left: number;
  #leftOfCase = Infinity;
  #taken = 0;

  constructor(requests: number) {
    this.#left = requests;
  }

  /** How many were asked. */
  get taken(): number {
    return this.#taken;
  }

  /** Lets the run ask so often in all. */
  raise(requests: number): void {
    this.#left = requests - this.#taken;
  }

  /** Begins a case that may ask so often. */
  allow(requests: number): void {
    this.#leftOfCase = requests;
  }

  /** @throws Skipped when the case or the run has asked enough */
  take(): void {
    if (this.#left <= 0) throw new Skipped("the run has asked as much as it may (--requests)");
    if (this.#leftOfCase <= 0) throw new Skipped("the case has asked as much as it may");
    this.#left -= 1;
    this.#leftOfCase -= 1;
    this.#taken += 1;
  }
}

export function clientOf(url: string, bounds: Bounds, held: ReadonlyMap<string, string> = new Map()): Client {
  const cookies = new Map(held);
  const ask: Client["ask"] = async (path, { method = "GET", headers = {}, body } = {}) => {
    bounds.budget.take();
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await send(url + path, {
      method,
      headers: { ...(cookie !== "" && { cookie }), accept: "*/*", ...headers },
      body,
      bounds,
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
    fork: (others = cookies) => clientOf(url, bounds, others),
    ask,
    json: (path, body, headers = {}) => post(path, "application/json", JSON.stringify(body), headers),
    form: (path, fields, headers = {}) =>
      post(path, "application/x-www-form-urlencoded", new URLSearchParams(fields).toString(), headers),
  };
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly bounds: Bounds;
}

/** Why no answer came, in words. A fault of the way there proves nothing about the target. */
function unanswered(error: unknown, { answerSeconds, signal }: Bounds): Error {
  if (signal.aborted) return new Skipped(OUT_OF_TIME);
  const { name = "", code = "" } = error as { readonly name?: string; readonly code?: string };
  if (name === "TimeoutError" || code === "ABORT_ERR")
    return new Skipped(`the target gave no answer within ${answerSeconds} seconds`);
  return new Skipped(`the target could not be asked (${code || name})`);
}

/** Sends these headers and no others: `fetch` says by itself from which site it asks. */
async function send(url: string, { method, headers, body, bounds }: Sent): Promise<Answer> {
  const begun = performance.now();
  const start = url.startsWith("https:") ? requestOverTls : requestPlain;
  const signal = AbortSignal.any([bounds.signal, AbortSignal.timeout(bounds.answerSeconds * 1000)]);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      start(url, { method, headers, signal }, (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MOST_BYTES) incoming.destroy(new Skipped("the target answered more than a megabyte"));
          else chunks.push(chunk);
        });
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
  } catch (error) {
    throw error instanceof Skipped ? error : unanswered(signal.aborted ? signal.reason : error, bounds);
  }
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
