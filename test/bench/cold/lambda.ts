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

export interface Lambda {
  start(made: ColdFunction, event: object): Promise<ColdStart>;
  close(): Promise<void>;
}

interface Run {
  readonly event: object;
  readonly loaded: () => void;
  readonly done: (answer: unknown) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Starts functions as Lambda does, one at a time: a fresh process of the runtime client, which asks us for events.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startLambda(program: string): Promise<Lambda> {
  let run: Run | undefined;
  const server = createServer((incoming, outgoing) => {
    void serve(run, incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    async start({ folder, environment }, event) {
      const started = performance.now();
      let loadedAfter = NaN;
      let child: ReturnType<typeof spawn> | undefined;
      try {
        return await new Promise<ColdStart>((resolve, reject) => {
          run = {
            event,
            loaded: () => (loadedAfter ||= performance.now() - started),
            done: (answer) => {
              const answeredAfter = performance.now() - started;
              resolve({ loadedAfter, answeredAfter, cpu: cpuOf(child?.pid), answer });
            },
            failed: reject,
          };
          child = spawn(process.execPath, [program, "index.handler"], {
            cwd: folder,
            stdio: ["ignore", "ignore", "inherit"],
            env: {
              ...environment,
              AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
              LAMBDA_TASK_ROOT: folder,
              _HANDLER: "index.handler",
            },
          });
          child.once("exit", (code) => reject(new Error(`the function ended with ${code}`)));
        });
      } finally {
        run = undefined;
        if (child?.exitCode === null) {
          child.kill("SIGKILL");
          await once(child, "exit");
        }
      }
    },
    async close() {
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

async function serve(run: Run | undefined, incoming: IncomingMessage, outgoing: ServerResponse) {
  const url = incoming.url ?? "";
  const body = await text(incoming);
  if (url.endsWith("/error")) run?.failed(new Error(`the function failed: ${body}`));
  if (url.endsWith("/response")) run?.done(JSON.parse(body));
  if (!url.endsWith("/invocation/next")) return outgoing.writeHead(202).end("{}");
  run?.loaded();
  return outgoing
    .writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": "cold",
      "lambda-runtime-deadline-ms": String(Date.now() + 10_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:111122223333:function:cold",
    })
    .end(JSON.stringify(run?.event));
}
