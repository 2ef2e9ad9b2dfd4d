import { execFile } from "node:child_process";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { closeLater } from "../support/close-later.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What the command printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a person does. */
export function runAttack(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return new Promise<Ended>((resolve) => {
    const done = execFile(
      process.execPath,
      ["attack/main.ts", ...args],
      { cwd: ROOT, env: { ...process.env, ...environment } },
      (_, stdout, stderr) => resolve({ code: done.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** What a run printed of each case: its verdict, or why it was skipped. */
export const verdicts = (stdout: string) =>
  Object.fromEntries(
    [...stdout.matchAll(/^(held|broken|skipped) +([\w-]+):.*\n {8}(.*)$/gm)].map(
      ([, verdict = "", name = "", why = ""]) => [name, verdict === "skipped" ? why : verdict],
    ),
  );

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on a free port. @returns where */
export async function serving(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeLater(
    "a server of the attack's tests",
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * A service as a stage shows it: what only the laptop has is not there.
 * @param instead answers by itself, and says so
 */
export function asStage(url: string, instead: (...of: Parameters<Handler>) => boolean = () => false) {
  return serving((incoming, response) => {
    if (instead(incoming, response)) return;
    if (incoming.url?.startsWith("/_local") === true) {
      response.writeHead(404).end();
      return;
    }
    const { method, headers } = incoming;
    const onward = ask(url + (incoming.url ?? ""), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...response.getHeaders() });
      answer.pipe(response);
    });
    onward.once("error", () => response.destroy());
    incoming.pipe(onward);
  });
}
