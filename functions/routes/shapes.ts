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
  /**
   * Whether the owner's servers have it below {@link SERVER_PATH} too: a session belongs to a browser, a token to its
   * holder.
   */
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
