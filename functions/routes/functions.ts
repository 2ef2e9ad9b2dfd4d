import type { FunctionName, FunctionNeeds, Route } from "./shapes.ts";

/**
 * The capabilities whose functions stand in a nested stack of their own, by what the stack is for. A wing is one line
 * here; its functions name it below.
 */
export const WINGS = {
  oidc: "what apps of OpenID Connect call, and send browsers to",
  money: "what keeps the books of messages that cost money",
  voice: "what says codes in phone calls",
  events: "what tells the owner's systems of what happens",
  desk: "what admins see and do",
  factors: "what checks second factors, where users enrol them, and what sends codes to their browsers",
} as const;
export type Wing = keyof typeof WINGS;

/**
 * The wings whose addresses stand in their nested stack too, which leaves the service stack room for the next ones. Those of
 * the others stood in the service stack when they were first deployed: an address that moves is taken before it is free.
 */
export const WINGS_WITH_ADDRESSES: ReadonlySet<Wing> = new Set(["factors", "desk"]);

interface Row {
  readonly summary: string;
  /** Where it stands; without one among the core's, in the service stack itself. */
  readonly wing?: Wing;
}

/**
 * The functions behind addresses. The page and the form of one address share a function, and so do addresses that one
 * step needs together: after an idle night a person waits for one start a step, and secrets stay apart all the same.
 */
export const FUNCTIONS: Readonly<Record<FunctionName, Row>> = {
  request: { summary: "The page that asks for an address, and what opens a challenge" },
  verify: { summary: "The page that asks for the code, what checks it, and a challenge's status" },
  resend: { summary: "Sends the same code again" },
  session: { summary: "The page of a session, its check, and sign-out" },
  "not-me": { summary: "The page that a message links to, and what cancels a challenge from there" },
  factor: { summary: "What checks a second factor", wing: "factors" },
  "user-account": {
    summary: "What users see of their account and their factors, and what changes those",
    wing: "factors",
  },
  passkeys: { summary: "Sign-in by passkey, and the passkeys that a user has", wing: "factors" },
  notifications: { summary: "The browsers that show a user's codes as notifications", wing: "factors" },
  apps: { summary: "What an app sends browsers to: to sign in, and to sign out", wing: "oidc" },
  tokens: {
    summary: "What an app calls: tokens for its code, what becomes of them, and who has signed in",
    wing: "oidc",
  },
  discovery: { summary: "Published keys and descriptions, and the script of the pages" },
  receipts: { summary: "What providers report by a call of their own" },
  "desk-forget": { summary: "Deletes all that is kept of a person, on an owner's word", wing: "desk" },
  "desk-read": { summary: "The screens of the desk", wing: "desk" },
  "desk-sign-in": { summary: "Signs admins in to the desk, and out", wing: "desk" },
  "desk-act": { summary: "What admins do, and what they ask about persons", wing: "desk" },
};

/** What publishes keys and descriptions, and takes reports, serves by nothing that admins change live. */
const SERVING_AS_DEPLOYED: ReadonlySet<FunctionName> = new Set(["discovery", "receipts"]);

/** A function with its routes: what it may touch is all that they may. */
export interface RouteFunction extends FunctionNeeds, Row {
  readonly handler: FunctionName;
  readonly routes: readonly Route[];
}

/** The functions of some routes, each with the needs of all its routes. */
export function functionsOf(routes: readonly Route[]): RouteFunction[] {
  return [...Map.groupBy(routes, (route) => route.function)].map(([name, mine]) => {
    const all = <T>(of: (route: Route) => readonly T[]): readonly T[] => [...new Set(mine.flatMap(of))];
    return {
      handler: name,
      ...FUNCTIONS[name],
      routes: mine,
      table: all(({ table }) => table),
      keys: all(({ keys = [] }) => keys),
      ...(mine.some(({ onlyReads }) => onlyReads) && { onlyReads: all(({ onlyReads = [] }) => onlyReads) }),
      secrets: all(({ secrets }) => secrets),
      ...(mine.some(({ findsCustomers }) => findsCustomers) && { findsCustomers: true }),
      ...(mine.some(({ readsFactors }) => readsFactors) && { readsFactors: true }),
      ...(mine.some(({ showsFactors }) => showsFactors) && { showsFactors: true }),
      ...(!SERVING_AS_DEPLOYED.has(name) && { followsLive: true }),
      ...(mine.some(({ changesLive }) => changesLive) && { changesLive: true }),
      ...(mine.some(({ signs }) => signs) && { signs: true }),
      ...(mine.some(({ enqueues }) => enqueues) && { enqueues: true }),
      ...(mine.some(({ ordersCalls }) => ordersCalls) && { ordersCalls: true }),
      ...(mine.some(({ ordersEvents }) => ordersEvents) && { ordersEvents: true }),
      ...(mine.some(({ providers }) => providers) && { providers: true }),
      ...(mine.some(({ checksBots }) => checksBots) && { checksBots: true }),
    };
  });
}
