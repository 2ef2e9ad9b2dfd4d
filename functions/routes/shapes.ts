import type { Wing } from "./functions.ts";

/** DynamoDB actions on the one table. */
export type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query";

/** What items' partition keys begin with, before a `#`: a role is allowed no others (`dynamodb:LeadingKeys`). */
export type KeyPrefix =
  | "recipient"
  | "origin"
  | "idempotency"
  | "message"
  | "spend"
  | "breaker"
  | "subject"
  | "stats"
  | "recent"
  | "events"
  | "attacks"
  | "settings"
  | "deliveries"
  | "audit";

/**
 * The secrets of a stage. An open page reads `form` alone: nothing that is sealed with it opens a session. `verifying` has
 * the public halves of the keys that sign, and of those that signed before. Browsers subscribe to the one key of `push`,
 * so it is never rotated: with another one, each of them would have to be enrolled anew.
 */
export type SecretName =
  "recipient" | "passcode" | "cookie" | "form" | "signing" | "verifying" | "factor" | "push";

/** The secrets whose keys are replaced from time to time: all but the one that names recipients, and what follows from others. */
export const ROTATING_SECRETS = [
  "passcode",
  "cookie",
  "form",
  "signing",
] as const satisfies readonly SecretName[];
export type RotatingSecret = (typeof ROTATING_SECRETS)[number];
/** The rotating secrets of which each key both makes and checks. */
export type SymmetricSecret = Exclude<RotatingSecret, "signing">;
/** Those whose values name the key that made them. Keys of `factor` are neither rotated nor erased: factors live longer. */
export type KeyedSecret = SymmetricSecret | "factor";

/** What a function may touch; its role, its environment and its start-up check are made from this and nothing else. */
export interface FunctionNeeds {
  readonly handler: string;
  readonly table: readonly TableAction[];
  /** The partitions in which it may do so; none where it does nothing. */
  readonly keys?: readonly KeyPrefix[];
  /** The partitions that it reads, and in which it writes nothing. */
  readonly onlyReads?: readonly KeyPrefix[];
  readonly secrets: readonly SecretName[];
  /** Finds customers by their id, in the index that has them; a stage in open mode has none to find. */
  readonly findsCustomers?: true;
  /** Writes down in their subjects' items that passkeys were used, and when codes proved contacts; without passkeys and notifications there are none. */
  readonly recordsPasskeys?: true;
  /** Tells a customer's contacts of changes of their factors; where users can have none, there is nothing to tell. */
  readonly tellsContacts?: true;
  /** Reads what a subject has enrolled; a stage without second factors and notifications has none to read. */
  readonly readsFactors?: true;
  /** Shows what a subject has enrolled, passkeys included; a stage with neither has none to show. */
  readonly showsFactors?: true;
  /** Serves by what admins change without a deployment; where they cannot, there is nothing to read. */
  readonly followsLive?: true;
  /** Writes what admins change without a deployment; where they cannot, there is nothing to write. */
  readonly changesLive?: true;
  /** Signs tokens. A function with the signing secret that does not sign only checks or publishes. */
  readonly signs?: true;
  /** Puts messages on the channels' queues, and calls to apps on theirs. */
  readonly enqueues?: true;
  /** Has the owner's systems told of what happens, where they want to be. */
  readonly ordersEvents?: true;
  /** Tells them: puts events on the owner's bus, and calls receivers with what the owner put into their secret. */
  readonly tellsEvents?: true;
  /** Puts calls to apps on their queue, and no messages. */
  readonly ordersCalls?: true;
  /** Sends through the channels' providers, and logs in to them with what the owner put into their secret. */
  readonly providers?: true;
  /** Asks the service of the owner's bot check, with what the owner put into its secret. */
  readonly checksBots?: true;
}

/** Providers whose own callbacks have a route. */
export type CallingProvider = "twilio" | "sendgrid" | "webhook";

/** What a stage must have for a route to be there: a provider that calls it, something to publish, or what it is for. */
export type RouteCondition =
  | CallingProvider
  | "apple-apps"
  | "attack-token"
  | "second-factor"
  | "passkeys"
  | "push"
  | "account"
  | "desk"
  | "desk-pages";

/** The functions behind addresses: routes.ts says which answers which. */
export type FunctionName =
  | "request"
  | "verify"
  | "resend"
  | "session"
  | "not-me"
  | "factor"
  | "user-account"
  | "passkeys"
  | "notifications"
  | "apps"
  | "tokens"
  | "discovery"
  | "receipts"
  | "desk-act"
  | "desk-read"
  | "desk-sign-in"
  | "desk-forget";

/** What an address answers: one handler a route, one function for the routes that a step of a walk needs together. */
export interface Route extends FunctionNeeds {
  readonly function: FunctionName;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  /**
   * Whether the owner's servers have it below {@link SERVER_PATH} too: a session belongs to a browser, a token to its
   * holder.
   */
  readonly forServers?: true;
  /** There only where this provider carries some channel, being the one that calls, or where the settings ask for it. */
  readonly onlyWith?: RouteCondition;
  /** Its callers read errors of OAuth, also where no function answers. */
  readonly oauth?: true;
  /** Called by users and roles of the owner's AWS account, whose signatures API Gateway checks; by nobody else. */
  readonly byIam?: true;
  /** Scripts of the registered clients' own origins may read its answers too. */
  readonly forClients?: true;
}

/** Where servers call the API, with their key: API Gateway meters a key only where it requires one (docs/adr/0022). */
export const SERVER_PATH = "/server";

/** Bodies of these types reach functions byte for byte, in Base64; all others as text in UTF-8. */
export const BINARY_TYPES: readonly string[] = ["multipart/form-data"];

/** A function that the table's stream, a channel's queue, a provider's report, or the queue of calls to apps or of events invokes. */
export interface Consumer extends FunctionNeeds {
  readonly source: "stream" | "queue" | "report" | "outbound" | "events";
  readonly summary: string;
  /** Where it stands; without one among the core's. */
  readonly wing?: Wing;
}
