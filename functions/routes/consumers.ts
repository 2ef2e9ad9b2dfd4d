import type { Consumer, Route } from "./shapes.ts";

/** What providers call. */
export const reportRoutes = [
  {
    method: "POST",
    path: "/otp/receipts/twilio",
    handler: "record-twilio-receipt",
    summary: "Takes Twilio's word on what became of a message",
    table: ["GetItem", "UpdateItem"],
    secrets: [],
    providers: true,
    onlyWith: "twilio",
  },
] as const satisfies readonly Route[];

/** What no address reaches. */
export const consumers = [
  {
    source: "stream",
    handler: "dispatch",
    summary:
      "Puts every send that the table asks for on the queue of its channel, clears failures after an approval",
    table: ["GetItem", "UpdateItem"],
    secrets: [],
    enqueues: true,
  },
  {
    source: "queue",
    handler: "deliver-code",
    summary: "Sends a passcode through the channel's providers",
    table: ["GetItem", "UpdateItem"],
    secrets: ["passcode"],
    providers: true,
  },
  {
    source: "report",
    handler: "record-receipt",
    summary: "Writes down what Amazon SES and SNS say became of a message",
    table: ["GetItem", "UpdateItem"],
    secrets: [],
  },
] as const satisfies readonly Consumer[];

/**
 * Consumers that have no work yet: neither a function nor a place in the stream, which has room for two readers. A row
 * moves up to {@link consumers} with its first work.
 */
export const idleConsumers = [
  {
    source: "stream",
    handler: "bookkeep",
    summary: "Keeps what people only look at, so that no code waits for it",
    table: [],
    secrets: [],
  },
] as const satisfies readonly Consumer[];
