/** DynamoDB actions on the one table. */
export type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "Query";

/** The four secrets of a stage. */
export type SecretName = "recipient" | "passcode" | "cookie" | "signing";
/** The secrets whose keys are replaced from time to time: all but the one that names recipients. */
export const ROTATING_SECRETS = ["passcode", "cookie", "signing"] as const satisfies readonly SecretName[];
export type RotatingSecret = (typeof ROTATING_SECRETS)[number];

/** What a function may touch; its role, its environment and its start-up check are made from this and nothing else. */
export interface FunctionNeeds {
  readonly handler: string;
  readonly table: readonly TableAction[];
  readonly secrets: readonly SecretName[];
  /** Signs tokens. A function with the signing secret that does not sign only checks or publishes. */
  readonly signs?: true;
  /** Puts messages on the channels' queues. */
  readonly enqueues?: true;
  /** Sends through the channels' providers, and logs in to them with what the owner put into their secret. */
  readonly providers?: true;
}

/** Providers whose own callbacks have a route. */
export type CallingProvider = "twilio";
export interface Route extends FunctionNeeds {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  /** Whether the owner's servers have it below {@link SERVER_PATH} too: a session belongs to a browser, a token to whoever holds it. */
  readonly forServers?: true;
  /** There only where this provider carries some channel: it is the one that calls. */
  readonly onlyWith?: CallingProvider;
  /** Scripts of the registered clients' own origins may read its answers too. */
  readonly forClients?: true;
}

/** Where servers call the API, with their key: API Gateway meters a key only where it requires one (docs/adr/0022). */
export const SERVER_PATH = "/server";
/** A function that the table's stream, a channel's queue or a provider's report invokes. */
export interface Consumer extends FunctionNeeds {
  readonly source: "stream" | "queue" | "report";
  readonly summary: string;
}

/** OpenID Connect wants some of its addresses to take both methods: one function answers both. */
const authorize = {
  path: "/otp/authorize",
  handler: "authorize",
  summary: "Sends a browser back to its app with a code, signed in first where it has to be",
  table: ["GetItem", "PutItem"],
  secrets: ["cookie"],
} as const;
const readUser = {
  path: "/otp/userinfo",
  handler: "read-user",
  summary: "Tells an app who has signed in, as far as its scope says",
  table: ["GetItem"],
  secrets: ["signing"],
  forClients: true,
} as const;
const endSession = {
  path: "/otp/end-session",
  handler: "show-end-session",
  summary: "The page that an app sends people to who want to sign out; changes nothing",
  table: ["GetItem"],
  secrets: ["cookie"],
} as const;
/** After a refused form the browser stands where the form was posted to: who asks for that address has the form's page. */
const showVerify = {
  handler: "show-verify",
  summary: "The page that asks for the passcode",
  table: ["GetItem"],
  secrets: ["passcode", "cookie"],
} as const;
const readSession = {
  handler: "read-session",
  summary: "Checks a session, and issues a fresh token",
  table: ["GetItem"],
  secrets: ["cookie", "signing"],
  signs: true,
} as const;

export const routes = [
  {
    method: "POST",
    path: "/otp/request",
    handler: "request-code",
    summary: "Opens a challenge and has its passcode sent",
    table: ["GetItem", "PutItem", "UpdateItem"],
    secrets: ["recipient", "passcode", "cookie"],
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/verify",
    handler: "verify-code",
    summary: "Checks a passcode; the right one opens a session",
    table: ["GetItem", "UpdateItem"],
    secrets: ["passcode", "cookie", "signing"],
    signs: true,
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/resend",
    handler: "resend-code",
    summary: "Sends the same passcode again",
    table: ["GetItem", "UpdateItem"],
    secrets: ["recipient", "passcode", "cookie"],
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/status",
    handler: "read-status",
    summary: "Tells the holder of a challenge what became of it",
    table: ["GetItem"],
    secrets: ["passcode"],
    forServers: true,
  },
  { method: "GET", path: "/otp/session", ...readSession },
  { method: "GET", path: "/otp/logout", ...readSession },
  {
    method: "POST",
    path: "/otp/logout",
    handler: "log-out",
    summary: "Ends a session, or everything of its recipient",
    table: ["GetItem", "UpdateItem", "Query"],
    secrets: ["cookie", "signing"],
  },
  {
    method: "GET",
    path: "/otp/request",
    handler: "show-request",
    summary: "The page that asks where to send a passcode",
    table: [],
    secrets: ["cookie"],
  },
  { method: "GET", path: "/otp/verify", ...showVerify },
  { method: "GET", path: "/otp/resend", ...showVerify },
  {
    method: "GET",
    path: "/otp/script.js",
    handler: "serve-script",
    summary: "The one script of the pages, which work without it",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/otp/not-me",
    handler: "show-not-me",
    summary: "The page that a message links to for whoever did not ask for it; changes nothing",
    table: ["GetItem"],
    secrets: ["passcode"],
  },
  {
    method: "POST",
    path: "/otp/not-me",
    handler: "cancel-challenge",
    summary: "Cancels a challenge or ends its session, and counts against the network that asked",
    table: ["GetItem", "UpdateItem"],
    secrets: ["passcode"],
  },
  { method: "GET", ...authorize },
  { method: "POST", ...authorize },
  {
    method: "POST",
    path: "/otp/token",
    handler: "exchange-code",
    summary: "Gives an app tokens for its code, once",
    table: ["GetItem", "UpdateItem"],
    secrets: ["signing"],
    signs: true,
    forClients: true,
  },
  { method: "GET", ...readUser },
  { method: "POST", ...readUser },
  { method: "GET", ...endSession },
  { method: "POST", ...endSession },
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    handler: "publish-keys",
    summary: "The public keys that check a token offline",
    table: [],
    secrets: ["signing"],
  },
  {
    method: "GET",
    path: "/.well-known/openid-configuration",
    handler: "describe-issuer",
    summary: "Where OpenID-aware backends find the keys",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/openapi.json",
    handler: "describe-api",
    summary: "This API in OpenAPI",
    table: [],
    secrets: [],
  },
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

export type HandlerName = (typeof routes)[number]["handler"] | (typeof consumers)[number]["handler"];
