import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");

/** An example in a process of its own, as its script in package.json starts it. */
export interface RunningExample {
  readonly url: string;
  kill(): void;
}

/** Starts an example and waits for the address that it prints. */
export async function startExample(
  name: "api" | "spa",
  environment: Readonly<Record<string, string>>,
): Promise<RunningExample> {
  const started = spawn(process.execPath, ["--conditions=latchkey-source", `examples/${name}/main.ts`], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(started.stdout).on("line", (line) => {
      const [found] = /http:\/\/localhost:\d+/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    started.once("exit", () => reject(new Error(`examples/${name} did not start`)));
  });
  return { url, kill: () => void started.kill("SIGKILL") };
}
