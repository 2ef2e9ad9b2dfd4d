import type { Consumer, ConsumerName, FunctionName } from "../../functions/routes.ts";
import { DELIVERY_TIMEOUT_SECONDS } from "./queues.ts";

/** How much memory a function gets, and how long it may take. Lambda gives out CPU by memory. */
export interface FunctionSize {
  readonly memoryMib: number;
  readonly timeoutSeconds: number;
}

/** What a function is for, as far as its size depends on it. */
export type FunctionKind = "call" | "small" | "order" | Consumer["source"];

export const SIZES: Readonly<Record<FunctionKind, FunctionSize>> = {
  // Cold starts, signatures and TLS are work for the CPU while a user waits: half the memory takes twice as long
  // and costs the same. The time is that of three tries of the database, each given up after three seconds; API
  // Gateway itself would wait for 29.
  call: { memoryMib: 1024, timeoutSeconds: 10 },
  // Text and at most one read; nothing is signed with a private key.
  small: { memoryMib: 512, timeoutSeconds: 10 },
  // Waits for the network; no user waits for it. A batch of a hundred records may meet a slow database.
  stream: { memoryMib: 512, timeoutSeconds: 30 },
  // The same, between a person and the message that they wait for: after a quiet night both of these start meanwhile.
  order: { memoryMib: 1024, timeoutSeconds: 30 },
  // Waits for the provider, and a person for it. It ends before its messages come back to the queue.
  queue: { memoryMib: 1024, timeoutSeconds: DELIVERY_TIMEOUT_SECONDS },
  // Waits for apps' servers, five seconds each at most; no user waits for it.
  outbound: { memoryMib: 512, timeoutSeconds: 30 },
  // Waits for receivers of events in the same way, and writes down what they answered.
  events: { memoryMib: 512, timeoutSeconds: 30 },
  // One write for most of them; no user waits for it.
  report: { memoryMib: 512, timeoutSeconds: 30 },
};

/** Functions of addresses that are no step of a sign-in. */
const SMALL: ReadonlySet<string> = new Set<FunctionName>(["not-me", "discovery", "receipts"]);

/** Functions of the stream that a person waits for. */
const ORDERING: ReadonlySet<string> = new Set<ConsumerName>(["dispatch"]);

/** The kind of a function of routes.ts. */
export function kindOf(row: {
  readonly handler: string;
  readonly source?: Consumer["source"];
}): FunctionKind {
  if (ORDERING.has(row.handler)) return "order";
  return row.source ?? (SMALL.has(row.handler) ? "small" : "call");
}
