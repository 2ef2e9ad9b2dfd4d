import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");

/** The local service as `npm start` runs it, in a process of its own that can be killed and started again. */
export interface Program {
  readonly url: () => string;
  /** Resident memory in MB; undefined where the system does not say. */
  memory(): number | undefined;
  /** At once, and without a word to the process. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * @param port is fixed, so that who calls finds a service that was started again
 * @param log gets what it says of its faults; unread without it
 */
export function program(
  port: number,
  environment: Readonly<Record<string, string>>,
  log: number | undefined,
): Program {
  let child: ChildProcess | undefined;
  process.once("exit", () => child?.kill("SIGKILL"));
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    // One that has ended by itself says so no second time.
    if (child?.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    }
    child = undefined;
  };
  return {
    url: () => `http://127.0.0.1:${port}`,
    memory: () => (child?.pid === undefined ? undefined : residentMemory(child.pid)),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async start() {
      child = spawn(process.execPath, startArguments(), {
        // In a group of its own: Ctrl-C is the soak's alone.
        detached: true,
        ...{ cwd: ROOT, stdio: ["ignore", "pipe", log ?? "ignore"] },
        env: { ...process.env, PORT: String(port), ...environment },
      });
      await ready(child);
    },
  };
}

/** What `npm start` gives to Node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(" ").slice(1);
}

async function ready(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (!stdout) throw new Error("The service prints nothing.");
  await new Promise<void>((started, failed) => {
    createInterface(stdout).on("line", (line) => {
      if (line.includes("API reference")) started();
    });
    child.once("exit", (code) => failed(new Error(`The service ended with ${String(code)}.`)));
  });
}

function residentMemory(pid: number): number | undefined {
  try {
    return Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) / 1024);
  } catch {
    return undefined;
  }
}
