import { request } from "node:http";
import { startServer } from "./start-server.ts";

/** Stands between the service and its table, on a real socket: counts calls, and breaks the connection on demand. */
export interface DatabaseProxy {
  readonly endpoint: string;
  /** The database behind it. */
  target: string;
  /** Actions that arrived, in order, since the last {@link reset}. */
  readonly calls: string[];
  /** Carries out the call with this index, and cuts the line instead of answering. */
  loseReply(index: number): void;
  /** Cuts the line before any call from this index on reaches the database: the process is dead from here. */
  crashBefore(index: number): void;
  /** Forgets calls and faults. */
  reset(): void;
  close(): Promise<void>;
}

export async function startDatabaseProxy(): Promise<DatabaseProxy> {
  const calls: string[] = [];
  const faults = { lost: new Set<number>(), deadFrom: Infinity };
  const { url, close } = await startServer("the proxy of the database", (incoming, outgoing) => {
    const index = calls.length;
    if (index >= faults.deadFrom) return void incoming.socket.destroy();
    calls.push(String(incoming.headers["x-amz-target"]).replace(/^.*\./, ""));
    const forwarded = request(proxy.target, { method: "POST", headers: incoming.headers }, (answer) => {
      if (!faults.lost.has(index)) {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        return void answer.pipe(outgoing);
      }
      answer.resume();
      answer.once("end", () => incoming.socket.destroy());
    });
    forwarded.once("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  const proxy: DatabaseProxy = {
    endpoint: url,
    target: "",
    calls,
    loseReply: (index) => void faults.lost.add(index),
    crashBefore: (index) => {
      faults.deadFrom = index;
    },
    reset() {
      calls.length = 0;
      faults.lost.clear();
      faults.deadFrom = Infinity;
    },
    close,
  };
  return proxy;
}
