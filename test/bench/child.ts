import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

/** What a server under test tells when it is ready. */
export interface Ready {
  readonly port: number;
  /** Base64: with it the driver derives a challenge's passcode from its id, as if it had read the message. */
  readonly passcodeKey: string;
}

/** A process of the benchmark. */
export interface Child<R> {
  readonly ready: R;
  /** User and system time so far, in microseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** In the child: says that it is ready, tells its CPU time when asked, and ends with its parent. */
export function announce(ready: object): void {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.(ready);
}

/** In the child: serves on a free port of this machine. */
export async function serve(
  passcodeKey: Uint8Array,
  listener: (port: number) => RequestListener,
): Promise<void> {
  const server = createServer({ keepAliveTimeout: 120_000 });
  server.listen(0, "127.0.0.1", 1024);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.on("request", listener(port));
  announce({ port, passcodeKey: Buffer.from(passcodeKey).toString("base64") } satisfies Ready);
}

/**
 * In the parent: runs a file, of this folder if it has no whole path. Its output goes to the null device, so that log lines cost what they cost
 * a deployed function up to the write; faults stay visible on standard error.
 */
export async function start<R>(file: string, ...args: string[]): Promise<Child<R>> {
  const child = fork(resolve(import.meta.dirname, file), args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const exited = once(child, "exit");
  const ready = await Promise.race([
    message<R>(child),
    exited.then(() => Promise.reject(new Error(`${file} ended before it was ready`))),
  ]);
  return {
    ready,
    cpu() {
      child.send("cpu");
      return message<number>(child);
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [received] = (await once(child, "message")) as [T];
  return received;
}
