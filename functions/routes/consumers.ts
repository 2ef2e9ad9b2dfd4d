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
    handler: "dispatch-sends",
    summary: "Puts every send that the table asks for on the queue of its channel",
    table: [],
    secrets: [],
    enqueues: true,
  },
  {
    source: "stream",
    handler: "bookkeep",
    summary: "Clears a recipient's failures after an approval",
    table: ["UpdateItem"],
    secrets: [],
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
