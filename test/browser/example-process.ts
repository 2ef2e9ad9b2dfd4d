import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { killLater } from "../support/kill-later.ts";

const ROOT = join(import.meta.dirname, "../..");

/** An example in a process of its own, as its script in package.json starts it. */
export interface RunningExample {
  readonly url: string;
}

/** Starts an example and waits for the address that it prints. */
export async function startExample(
  name: "api" | "spa",
  environment: Readonly<Record<string, string>>,
): Promise<RunningExample> {
  const child = spawn(process.execPath, ["--conditions=latchkey-source", `examples/${name}/main.ts`], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  killLater(`examples/${name}`, child);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const [found] = /http:\/\/localhost:\d+/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`examples/${name} did not start`)));
  });
  return { url };
}
