import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { MAKER_URL } from "./make.ts";

/**
 * Starts the process that makes templates for all test files of a run, and ends with it. Every run has its own: what
 * it remembers cannot be older than the sources.
 */
export default async function startMaker(): Promise<void> {
  const maker = fork(join(import.meta.dirname, "maker-process.ts"), { execArgv: [] });
  const [url] = (await once(maker, "message")) as [string];
  process.env[MAKER_URL] = url;
  // It does not keep the run alive.
  maker.unref();
  maker.channel?.unref();
}
