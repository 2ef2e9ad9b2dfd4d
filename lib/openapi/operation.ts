import type { ProblemName } from "../../functions/http/problem.ts";
import type { routes } from "../../functions/routes.ts";
import type { AnswerName } from "./answers.ts";
import type { HeaderName, ParameterName } from "./headers.ts";
import type { RequestName } from "./requests.ts";

/** The handlers that routes have: each needs its description. */
export type RouteHandler = (typeof routes)[number]["handler"];

/** The groups that a reader sees, in this order. */
export const TAGS = {
  "Sign-in": "Ask for a code, check it, send it again, and see what became of it.",
  Sessions: "Who is signed in, a fresh token for them, and the way out.",
  Account:
    "What is signed in as a user, which apps have access, and the way to end it. There where the settings say so (`account`).",
  Factors:
    "What users have enrolled for a second step, and how they change it. There where the settings say so (`secondFactor`).",
  Passkeys:
    "Sign-in by passkey, and the passkeys that a user has. There where the settings say so (`factors.passkeys`).",
  Notifications:
    "The browsers that show a user's codes as notifications. There where the settings say so (`factors.push`).",
  Apps: "OpenID Connect, by which apps of the settings sign people in. Their errors are OAuth's, not problem documents.",
  "Not me": "The link in each e-mail for whoever did not ask for a code.",
  Pages: "Server-rendered pages that work without JavaScript. Their forms post to the same paths as the API.",
  Discovery: "Published keys and descriptions: public, cacheable, readable from any origin.",
  Servers:
    "The routes of *Sign-in* once more for the owner's own servers, which send their key in `X-Api-Key`. They are there where a stage has `serverClients`; the local service takes the key `local-server-key`.",
  Desk: "What admins do, and ask about persons: signed with AWS credentials (`execute-api`) of a user or role that `desk.admins` names. There where the settings name admins; on the laptop for who sits there, unsigned.",
  "Provider reports": "Called by providers, with their signature. Not for clients.",
} as const;

export type OperationTag = keyof typeof TAGS;

/** One shape of an answer's body. */
export interface Content {
  readonly mediaType: string;
  /** Of JSON; without it the body is text. */
  readonly schema?: AnswerName;
  readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

/** An answer that is no problem document. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  /** None has no body. */
  readonly content?: readonly Content[];
  readonly headers?: readonly HeaderName[];
  /** May be cached, as `Cache-Control` says; `for-good` if its address changes with it. */
  readonly cacheable?: true | "for-good";
}

/** Ways to prove who one is, by the names of their security schemes. */
export type SecurityWay =
  "bearer" | "sessionCookie" | "appToken" | "clientSecret" | "awsSignature" | "nobody";

/** What a client needs to know of a handler's route beyond its row in routes.ts. */
export interface Operation {
  /** By which generated clients call it, where they know it by another name than its handler's. */
  readonly operationName?: string;
  readonly tag: OperationTag;
  /** Markdown: what happens, what it costs, what to mind. */
  readonly description: string;
  /** The body in JSON. */
  readonly json?: RequestName;
  /** The body as an HTML form. */
  readonly form?: RequestName;
  readonly parameters?: readonly ParameterName[];
  /** Ways, of which one is enough; `nobody` means that none is needed. */
  readonly security?: readonly SecurityWay[];
  readonly answers: readonly Answer[];
  /** Problem documents beside those that every such route may answer with. */
  readonly problems?: readonly ProblemName[];
  /** Those of every route that this one cannot answer with. */
  readonly without?: readonly ProblemName[];
  /** Statuses that come with a page, for a form or a browser. */
  readonly pages?: readonly number[];
  /** What is different of POST, where the same handler answers GET too. */
  readonly posted?: Partial<Operation>;
}

/** An HTML page with one status. */
export const PAGE: Content = { mediaType: "text/html" };
