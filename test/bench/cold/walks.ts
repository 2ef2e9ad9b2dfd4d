import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Services } from "../../../functions/compose/base.ts";
import { type HandlerName, routes } from "../../../functions/routes.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { hiddenOf } from "../../support/person.ts";
import type { MakeCall } from "./call.ts";
import type { MakeEvent } from "./events.ts";
import { type ColdFunction, startFunction, type StartedFunction } from "./lambda.ts";

/** What a person waits for in one walk, in milliseconds. */
export interface Waited {
  /** Until the first answers of functions that had to start meanwhile. */
  cold: number;
  /** All of it, also that of functions that run: their first real work is done here too. */
  all: number;
  /** The CPU time of the same functions, in the same two sums. */
  coldCpu: number;
  allCpu: number;
}

/** A walk, by functions that all have to start: the service has slept. */
export type Walk = (functions: Functions) => Promise<void>;

export interface Functions {
  /** Asks a function, and waits for it. */
  ask(handler: HandlerName, event: object): Promise<Answer>;
  /** Asks a function while the person types or reads. */
  askMeanwhile(handler: HandlerName, event: object): Promise<void>;
}

interface Answer {
  readonly statusCode?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly batchItemFailures?: readonly object[];
}

/** The page that each page prefetches: the next step's. */
const NEXT: Readonly<Record<string, string>> = {
  "/otp/request": "/otp/verify",
  "/otp/verify": "/otp/session",
};

/** The walks of a sign-in by e-mail, from a quiet night on. */
export function signIns(
  services: Services,
  events: Readonly<Record<HandlerName, MakeEvent>>,
  call: MakeCall,
): Readonly<Record<string, Walk>> {
  let serial = 0;
  const recipient = () => `walker-${++serial}@example.com`;
  const byPages =
    (prefetch: boolean): Walk =>
    async (functions) => {
      const browser = browserOf(functions, call, prefetch);
      const asked = await browser.go("GET", "/otp/request");
      const fields = { ...hiddenOf(asked), channel: "email", email: recipient() };
      const page = await browser.go("POST", "/otp/request", fields);
      const code = await passcodeOf(services, browser.challengeId());
      const signedIn = await browser.go("POST", "/otp/verify", { ...hiddenOf(page), code });
      if (!signedIn.at.startsWith("/otp/session")) throw new Error(`the walk ended at ${signedIn.at}`);
    };
  return {
    "pages, with prefetch": byPages(true),
    "pages, without": byPages(false),
    API: async ({ ask }) => {
      const opened = await ask("request-code", call("request-code", { recipient: recipient() }));
      const { challengeId } = JSON.parse(opened.body ?? "") as { readonly challengeId: string };
      const code = await passcodeOf(services, challengeId);
      const approved = await ask("verify-code", call("verify-code", { challengeId, code }));
      const { sessionToken } = JSON.parse(approved.body ?? "") as { readonly sessionToken: string };
      const header = { authorization: `Bearer ${sessionToken}` };
      await ask("read-session", call("read-session", undefined, header));
    },
    // The stream's and the queue's own time comes on top.
    "e-mail's own way": async ({ ask }) => {
      await ask("dispatch", await events.dispatch());
      await ask("deliver-code", await events["deliver-code"]());
    },
  };
}

/** A browser without scripts that follows redirects; it prefetches the next page where that is asked for. */
function browserOf({ ask, askMeanwhile }: Functions, call: MakeCall, prefetch: boolean) {
  const cookies = new Map<string, string>();
  const eventOf = (method: string, path: string, fields?: Readonly<Record<string, string>>, headers = {}) => {
    const route = routes.find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`no route for ${method} ${path}`);
    const event: APIGatewayProxyEvent = {
      ...call(route.handler, undefined, {
        accept: "text/html",
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "navigate",
        cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
        ...(fields && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      }),
      ...{ resource: path, path, httpMethod: method },
      body: fields ? new URLSearchParams(fields).toString() : null,
    };
    return { handler: route.handler, event };
  };
  const keep = ({ headers = {}, multiValueHeaders = {} }: Answer) => {
    for (const [name, values] of [...Object.entries(headers), ...Object.entries(multiValueHeaders)])
      if (name.toLowerCase() === "set-cookie")
        for (const line of [values].flat()) {
          const [, cookie = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          if (/max-age=0/i.test(line)) cookies.delete(cookie);
          else cookies.set(cookie, value);
        }
  };
  return {
    async go(method: "GET" | "POST", path: string, fields?: Readonly<Record<string, string>>) {
      const { handler, event } = eventOf(method, path, fields);
      let answer = await ask(handler, event);
      keep(answer);
      let at = path;
      for (let location = locationOf(answer); location !== undefined; location = locationOf(answer)) {
        const url = new URL(location, "https://otp.example.com");
        at = url.pathname;
        const next = eventOf("GET", at);
        const queryStringParameters = Object.fromEntries(url.searchParams);
        answer = await ask(next.handler, { ...next.event, queryStringParameters });
        keep(answer);
      }
      const then = NEXT[at];
      if (prefetch && then !== undefined) {
        const ahead = eventOf("GET", then, undefined, {
          "sec-purpose": "prefetch",
          "sec-fetch-mode": "no-cors",
        });
        await askMeanwhile(ahead.handler, ahead.event);
      }
      return { at, status: answer.statusCode ?? 0, text: answer.body ?? "", leaves: undefined, policy: "" };
    },
    challengeId(): string {
      const found = [...cookies].find(([name]) => name.endsWith("challenge"));
      if (!found) throw new Error("no challenge waits in this browser");
      return found[1];
    },
  };
}

function locationOf({ headers = {}, multiValueHeaders = {} }: Answer): string | undefined {
  return headers.location ?? multiValueHeaders.location?.[0];
}

/**
 * Takes one walk, with functions that start when they are first asked.
 * @param program of the runtime client
 * @param madeOf the function behind a handler: the same object for the same function
 */
export async function take(
  walk: Walk,
  program: string,
  madeOf: (handler: HandlerName) => ColdFunction,
): Promise<Waited> {
  const started = new Map<string, StartedFunction>();
  const waited: Waited = { cold: 0, all: 0, coldCpu: 0, allCpu: 0 };
  const invoke = async (handler: HandlerName, event: object) => {
    const made = madeOf(handler);
    const running = started.get(made.folder);
    const own = running ?? (await startFunction(program, made));
    started.set(made.folder, own);
    const before = running ? own.cpu() : 0;
    const answer = (await own.invoke(event)) as Answer;
    return { answer, wasCold: running === undefined, cpu: own.cpu() - before };
  };
  try {
    await walk({
      async ask(handler, event) {
        const began = performance.now();
        const { answer, wasCold, cpu } = await invoke(handler, event);
        const took = performance.now() - began;
        waited.all += took;
        waited.allCpu += cpu;
        if (wasCold) {
          waited.cold += took;
          waited.coldCpu += cpu;
        }
        const { statusCode = 200, batchItemFailures = [] } = answer;
        if (statusCode >= 400 || batchItemFailures.length > 0)
          throw new Error(`${handler} refused: ${JSON.stringify(answer).slice(0, 300)}`);
        return answer;
      },
      async askMeanwhile(handler, event) {
        await invoke(handler, event);
      },
    });
  } finally {
    for (const one of started.values()) await one.close();
  }
  return waited;
}
