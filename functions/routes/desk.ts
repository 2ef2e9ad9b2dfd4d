import type { Route } from "./shapes.ts";

const shared = { method: "POST", onlyWith: "desk", byIam: true, findsCustomers: true } as const;

/** What admins call with their AWS credentials: the desk's command, and the owner's own systems. */
export const deskRoutes = [
  {
    ...shared,
    path: "/admin-api/forget",
    function: "desk-forget",
    handler: "forget-person",
    summary: "Deletes all that is kept of a person",
    table: ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"],
    keys: ["recipient", "subject", "audit"],
    secrets: ["recipient"],
    ordersCalls: true,
  },
  {
    ...shared,
    path: "/admin-api/{act}",
    function: "desk-act",
    handler: "act-on-desk",
    summary: "Does one act of the desk, or answers one question",
    table: ["GetItem", "PutItem", "UpdateItem", "Query"],
    keys: ["recipient", "subject", "audit"],
    secrets: ["recipient"],
    enqueues: true,
    changesLive: true,
  },
] as const satisfies readonly Route[];
