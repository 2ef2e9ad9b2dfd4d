import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A function as it is deployed. */
export interface ColdFunction {
  /** Where its index.mjs lies. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What one cold start took, in milliseconds from the start of the process. */
export interface ColdStart {
  /** Until the function has been loaded and asks for its first event. */
  readonly loadedAfter: number;
  readonly answeredAfter: number;
  /** CPU time of all its threads until the answer: other programs on the machine change it little. NaN where the system does not say. */
  readonly cpu: number;
  readonly answer: unknown;
}

/** A process of a function that has been started. */
export interface StartedFunction {
  /** Hands it an event, one at a time: the first while it starts. @returns its answer */
  invoke(event: object): Promise<unknown>;
  /** When it had been loaded, in milliseconds from its start; NaN until then. */
  loadedAfter(): number;
  /** As in {@link ColdStart}, until now. */
  cpu(): number;
  close(): Promise<void>;
}

/** The event that is under way. */
interface Run {
  readonly done: (answer: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** Starts a function, hands it one event, and ends it. @param program of the runtime client */
export async function startOnce(program: string, made: ColdFunction, event: object): Promise<ColdStart> {
  const started = performance.now();
  const opened = await startFunction(program, made);
  try {
    const answer = await opened.invoke(event);
    const answeredAfter = performance.now() - started;
    return { loadedAfter: opened.loadedAfter(), answeredAfter, cpu: opened.cpu(), answer };
  } finally {
    await opened.close();
  }
}

/**
 * Starts a function as Lambda does: a fresh process of the runtime client, which asks us for events.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startFunction(
  program: string,
  { folder, environment }: ColdFunction,
): Promise<StartedFunction> {
  let run: Run | undefined;
  let loadedAfter = NaN;
  // An event and who asks for one find each other, whichever comes first.
  let event: object | undefined;
  let asking: ServerResponse | undefined;
  const handOver = () => {
    if (!event || !asking) return;
    give(asking, event);
    [event, asking] = [undefined, undefined];
  };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = incoming.url ?? "";
    const body = await text(incoming);
    if (url.endsWith("/error")) run?.failed(new Error(`the function failed: ${body}`));
    if (!url.endsWith("/invocation/next")) {
      outgoing.writeHead(202).end("{}");
      if (url.endsWith("/response")) run?.done(JSON.parse(body));
      return;
    }
    loadedAfter ||= performance.now() - started;
    asking = outgoing;
    handOver();
  };
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const started = performance.now();
  const child = spawn(process.execPath, [program, "index.handler"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: "index.handler",
    },
  });
  child.once("exit", (code) => run?.failed(new Error(`the function ended with ${code}`)));

  return {
    async invoke(next) {
      try {
        return await new Promise<unknown>((done, failed) => {
          run = { done, failed };
          event = next;
          handOver();
        });
      } finally {
        run = undefined;
      }
    },
    loadedAfter: () => loadedAfter,
    cpu: () => cpuOf(child.pid),
    async close() {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The CPU time of a process, in milliseconds, to the nanosecond: as Linux's scheduler counts it for each thread. */
function cpuOf(pid: number | undefined): number {
  const tasks = `/proc/${pid}/task`;
  try {
    const nanoseconds = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  } catch {
    return NaN;
  }
}

function give(outgoing: ServerResponse, event: object): void {
  outgoing
    .writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": "cold",
      "lambda-runtime-deadline-ms": String(Date.now() + 10_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:111122223333:function:cold",
    })
    .end(JSON.stringify(event));
}
