import type { Route } from "./shapes.ts";

const shared = { method: "POST", onlyWith: "desk", byIam: true, findsCustomers: true } as const;

/** What every act may need, whoever asks for it by whichever way. */
const acts = {
  table: ["GetItem", "PutItem", "UpdateItem", "Query"],
  keys: ["recipient", "subject", "audit"],
  onlyReads: ["stats", "spend", "recent", "attacks", "events", "deliveries"],
  enqueues: true,
  ordersEvents: true,
  changesLive: true,
} as const;

/** The desk's pages: their own sign-in alone opens them. */
const showDesk = {
  function: "desk-read",
  handler: "show-desk",
  summary: "A screen of the desk, for who has signed in to it",
  table: ["GetItem", "Query"],
  keys: [
    "recipient",
    "subject",
    "audit",
    "stats",
    "recent",
    "attacks",
    "events",
    "settings",
    "deliveries",
    "spend",
  ],
  findsCustomers: true,
  secrets: ["recipient", "cookie"],
  onlyWith: "desk-pages",
} as const;

const signIn = {
  path: "/admin/sign-in/{step}",
  function: "desk-sign-in",
  keys: ["recipient", "subject", "origin", "spend", "attacks"],
  secrets: ["recipient", "passcode", "cookie", "factor"],
  onlyWith: "desk-pages",
} as const;

/** What deletes: of its two addresses, one is the pages'. */
const forgets = {
  method: "POST",
  function: "desk-forget",
  summary: "Deletes all that is kept of a person",
  table: ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"],
  keys: ["recipient", "subject", "audit"],
  findsCustomers: true,
  ordersCalls: true,
} as const;

/** What admins call with their AWS credentials: the desk's command, and the owner's own systems. */
export const deskRoutes = [
  {
    ...forgets,
    ...shared,
    path: "/admin-api/forget",
    handler: "forget-person",
    secrets: ["recipient"],
  },
  {
    ...shared,
    path: "/admin-api/{act}",
    function: "desk-act",
    handler: "act-on-desk",
    summary: "Does one act of the desk, or answers one question",
    ...acts,
    secrets: ["recipient"],
  },
  { ...showDesk, method: "GET", path: "/admin" },
  { ...showDesk, method: "GET", path: "/admin/{screen}" },
  {
    ...showDesk,
    method: "POST",
    path: "/admin/{screen}",
    summary: "A screen that was asked for a person, by its own form: no address stands in a log",
  },
  {
    ...signIn,
    method: "GET",
    handler: "show-desk-step",
    summary: "The page of a step of a sign-in to the desk",
    table: ["GetItem"],
  },
  {
    ...signIn,
    method: "POST",
    handler: "answer-desk-step",
    summary: "Takes what a step of a sign-in to the desk asks for; also signs out",
    table: ["GetItem", "PutItem", "UpdateItem"],
  },
  {
    ...forgets,
    path: "/admin/act/forget",
    handler: "forget-on-page",
    secrets: ["recipient", "cookie"],
    onlyWith: "desk-pages",
  },
  {
    method: "POST",
    path: "/admin/act/{act}",
    function: "desk-act",
    handler: "act-on-page",
    summary: "Does the act of a form of the desk",
    ...acts,
    findsCustomers: true,
    secrets: ["recipient", "cookie"],
    onlyWith: "desk-pages",
  },
] as const satisfies readonly Route[];
