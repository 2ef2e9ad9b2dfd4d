import type { Consumer, Route } from "./shapes.ts";

/** What providers call. */
export const reportRoutes = [
  {
    method: "POST",
    path: "/otp/receipts/twilio",
    function: "receipts",
    handler: "record-twilio-receipt",
    summary: "Takes Twilio's word on what became of a message",
    table: ["GetItem", "UpdateItem"],
    keys: ["message", "recipient"],
    secrets: [],
    providers: true,
    onlyWith: "twilio",
  },
  {
    method: "POST",
    path: "/otp/receipts/sendgrid",
    function: "receipts",
    handler: "record-sendgrid-receipts",
    summary: "Takes SendGrid's word on what became of messages",
    table: ["GetItem", "UpdateItem"],
    keys: ["message", "recipient"],
    secrets: [],
    providers: true,
    onlyWith: "sendgrid",
  },
  {
    method: "POST",
    path: "/otp/receipts/webhook",
    function: "receipts",
    handler: "record-webhook-receipt",
    summary: "Takes the owner's gateway's word on what became of a message",
    table: ["GetItem", "UpdateItem"],
    keys: ["message", "recipient"],
    secrets: [],
    providers: true,
    onlyWith: "webhook",
  },
] as const satisfies readonly Route[];

/** What no address reaches. */
export const consumers = [
  {
    source: "stream",
    handler: "dispatch",
    summary:
      "Puts every send that the table asks for on the queue of its channel, clears failures after an approval, ends apps' grants with their session and has apps told of its end; has contacts told of changes of their factors",
    table: ["GetItem", "UpdateItem", "Query"],
    keys: ["recipient"],
    readsFactors: true,
    tellsContacts: true,
    followsLive: true,
    secrets: [],
    recordsPasskeys: true,
    enqueues: true,
  },
  {
    source: "stream",
    handler: "bookkeep",
    summary:
      "Keeps the books: which numbers are proven, how many SMS lead to a right code, and how many codes were asked for, sent and used",
    table: ["UpdateItem", "Query"],
    keys: ["recipient", "spend", "breaker", "stats", "recent", "events"],
    followsLive: true,
    secrets: [],
    wing: "money",
  },
  {
    source: "queue",
    handler: "deliver-code",
    summary: "Sends a passcode through the channel's providers",
    table: ["GetItem", "UpdateItem"],
    keys: ["recipient"],
    followsLive: true,
    secrets: ["passcode"],
    providers: true,
  },
  {
    source: "report",
    handler: "record-receipt",
    summary: "Writes down what Amazon SES, SNS and End User Messaging say became of a message",
    table: ["GetItem", "UpdateItem"],
    keys: ["message", "recipient"],
    secrets: [],
  },
  {
    source: "outbound",
    handler: "outbound",
    summary: "Tells apps' servers that a session is over",
    table: [],
    secrets: ["signing"],
    signs: true,
    wing: "oidc",
  },
] as const satisfies readonly Consumer[];
