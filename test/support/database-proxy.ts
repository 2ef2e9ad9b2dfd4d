import { request, type RequestListener } from "node:http";
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
  /** Does this first, once, when the call with this index arrives; what it does itself is passed on as any other call. */
  before(index: number, act: () => Promise<void>): void;
  /** Refuses every call that names this, as the database does whose partition is too busy. */
  throttle(named: string): void;
  /** Forgets calls and faults. */
  reset(): void;
  close(): Promise<void>;
}

const THROTTLED = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";

export async function startDatabaseProxy(): Promise<DatabaseProxy> {
  const calls: string[] = [];
  const faults = { lost: new Set<number>(), deadFrom: Infinity, throttled: undefined as string | undefined };
  const held = new Map<number, () => Promise<void>>();
  const pass: RequestListener = (incoming, outgoing) => {
    const index = calls.length;
    if (index >= faults.deadFrom) return void incoming.socket.destroy();
    calls.push(String(incoming.headers["x-amz-target"]).replace(/^.*\./, ""));
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("end", () => {
      const body = Buffer.concat(chunks);
      if (faults.throttled !== undefined && body.includes(faults.throttled)) {
        outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
        return void outgoing.end(JSON.stringify({ __type: THROTTLED, message: "Too busy." }));
      }
      const forwarded = request(proxy.target, { method: "POST", headers: incoming.headers }, (answer) => {
        if (!faults.lost.has(index)) {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          return void answer.pipe(outgoing);
        }
        answer.resume();
        answer.once("end", () => incoming.socket.destroy());
      });
      forwarded.once("error", () => incoming.socket.destroy());
      forwarded.end(body);
    });
  };
  const { url, close } = await startServer("the proxy of the database", (incoming, outgoing) => {
    const act = held.get(calls.length);
    if (!act) {
      pass(incoming, outgoing);
      return;
    }
    held.clear();
    act().then(
      () => {
        pass(incoming, outgoing);
      },
      () => incoming.socket.destroy(),
    );
  });
  const proxy: DatabaseProxy = {
    endpoint: url,
    target: "",
    calls,
    loseReply: (index) => void faults.lost.add(index),
    crashBefore: (index) => {
      faults.deadFrom = index;
    },
    before: (index, act) => void held.set(index, act),
    throttle: (named) => {
      faults.throttled = named;
    },
    reset() {
      held.clear();
      calls.length = 0;
      faults.lost.clear();
      faults.deadFrom = Infinity;
      faults.throttled = undefined;
    },
    close,
  };
  return proxy;
}
