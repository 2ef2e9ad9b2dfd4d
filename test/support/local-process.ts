import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { killLater } from "./kill-later.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The local service in a process of its own. */
export interface Running {
  readonly url: string;
  /** The lines that it printed so far. */
  readonly output: string[];
  /** As the system does when memory is short: at once, and without a word to the process. */
  kill(): Promise<void>;
}

/**
 * Starts the service as the README does, on a free port, and waits for the address that it prints.
 * @param root of the sources, where they are another release's
 * @throws Error with everything that it printed, when it ends instead
 */
export async function startLocalProcess(
  environment: Readonly<Record<string, string>>,
  root = ROOT,
): Promise<Running> {
  const child = spawn(process.execPath, ["bin/local.ts"], {
    cwd: root,
    env: { ...process.env, PORT: "0", ...environment },
  });
  const kill = killLater("the local service", child);
  const output: string[] = [];
  const url = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on("line", (line) => {
        output.push(line);
        const found = /Sign-in page +(http:\S+)\/otp\/request/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    // Not before the streams have ended, so that its last words are among the lines.
    child.once("close", () => reject(new Error(output.join("\n"))));
  });
  return { url: await url, output, kill };
}

/** Posts JSON and reads the JSON that comes back. */
export async function postJson(url: string, body: object) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === "" ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>,
  };
}

/** What the service has sent, newest first. */
export async function readInbox(url: string) {
  const response = await fetch(`${url}/_local/inbox`);
  return (await response.json()) as { readonly recipient: string; readonly text: string }[];
}
