import type { Route } from "./shapes.ts";

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

/** What an app of OpenID Connect calls, and sends browsers to. */
export const appRoutes = [
  { method: "GET", ...authorize },
  { method: "POST", ...authorize },
  {
    method: "POST",
    path: "/otp/token",
    handler: "exchange-grant",
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
] as const satisfies readonly Route[];
