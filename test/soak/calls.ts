import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What a call came to. */
export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Earlier tries, each of which may have been done without an answer. */
  readonly earlier: number;
}

export interface Calls {
  /** Calls until there is an answer that is no fault of the service. @throws Error when there is none in two minutes */
  send(
    method: "GET" | "POST",
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answered>;
  close(): void;
}

const PATIENCE_MILLISECONDS = 120_000;

const HANGS_MILLISECONDS = 60_000;

/** Between two looks, and two tries. */
export const PAUSE_MILLISECONDS = 100;

/** As people and their programs call: a fault or a lost answer is followed by the same call. */
export function calls(port: number): Calls {
  const agent = new Agent({ keepAlive: true });
  const once = (
    method: string,
    path: string,
    body: object | undefined,
    more: Readonly<Record<string, string>>,
  ) =>
    new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const headers = { ...(body && { "content-type": "application/json" }), ...more };
      const sent = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on("error", reject);
        answer.on("aborted", () => reject(new Error("aborted")));
      });
      sent.setTimeout(HANGS_MILLISECONDS, () => sent.destroy(new Error("hangs")));
      sent.on("error", reject);
      sent.end(body && JSON.stringify(body));
    });
  return {
    async send(method, path, body, headers = {}) {
      const until = performance.now() + PATIENCE_MILLISECONDS;
      for (let earlier = 0; ; earlier += 1) {
        const answer = await once(method, path, body, headers).catch(unlessItHangs);
        if (answer && answer.status < 500) return { status: answer.status, body: read(answer.text), earlier };
        if (performance.now() > until) throw new Error(`${path}: no answer, ${answer?.status ?? "none"}`);
        await pause(PAUSE_MILLISECONDS);
      }
    },
    close: () => agent.destroy(),
  };
}

function read(text: string): Readonly<Record<string, unknown>> {
  return (text === "" ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
}

/** A connection that breaks is followed by another one; a call that is never answered is a fault. */
function unlessItHangs(error: unknown): undefined {
  if (error instanceof Error && error.message === "hangs") throw error;
}
