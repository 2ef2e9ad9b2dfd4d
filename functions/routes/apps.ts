import type { Route } from "./shapes.ts";

/** OpenID Connect wants some of its addresses to take both methods: one function answers both. */
const authorize = {
  path: "/otp/authorize",
  function: "apps",
  handler: "authorize",
  summary: "Sends a browser back to its app with a code, signed in first where it has to be",
  table: ["GetItem", "PutItem"],
  keys: ["recipient"],
  secrets: ["cookie", "form", "verifying"],
  readsFactors: true,
} as const;

const readUser = {
  path: "/otp/userinfo",
  function: "tokens",
  handler: "read-user",
  oauth: true,
  summary: "Tells an app who has signed in, as far as its scope says",
  table: ["GetItem"],
  keys: ["recipient"],
  secrets: ["cookie", "signing"],
  forClients: true,
} as const;

const endSession = {
  path: "/otp/end-session",
  function: "apps",
  handler: "show-end-session",
  summary: "The page that an app sends people to who want to sign out; changes nothing",
  table: ["GetItem"],
  keys: ["recipient"],
  secrets: ["cookie", "form", "verifying"],
} as const;

/** What an app of OpenID Connect calls, and sends browsers to. */
export const appRoutes = [
  { method: "GET", ...authorize },
  { method: "POST", ...authorize },
  {
    method: "POST",
    path: "/otp/token",
    function: "tokens",
    handler: "exchange-grant",
    oauth: true,
    summary: "Gives an app tokens for its code, once",
    table: ["GetItem", "UpdateItem"],
    keys: ["recipient"],
    secrets: ["cookie", "signing"],
    signs: true,
    forClients: true,
  },
  {
    method: "POST",
    path: "/otp/revoke",
    function: "tokens",
    handler: "revoke-grant",
    oauth: true,
    summary: "Ends what an app was granted, by either of its tokens",
    table: ["GetItem", "UpdateItem"],
    keys: ["recipient"],
    secrets: ["cookie", "signing"],
    forClients: true,
  },
  {
    method: "POST",
    path: "/otp/introspect",
    function: "tokens",
    handler: "introspect-token",
    oauth: true,
    summary: "Tells an app's server whether a token of its own still holds",
    table: ["GetItem"],
    keys: ["recipient"],
    secrets: ["cookie", "signing"],
  },
  { method: "GET", ...readUser },
  { method: "POST", ...readUser },
  { method: "GET", ...endSession },
  { method: "POST", ...endSession },
] as const satisfies readonly Route[];
