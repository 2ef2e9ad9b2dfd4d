import type { Route } from "./shapes.ts";

const shared = {
  function: "user-account",
  keys: ["recipient", "subject"],
  onlyWith: "second-factor",
} as const;

/** Who asks for the address of the form, as after a refused one, has its page. */
const showSetUp = {
  ...shared,
  method: "GET",
  handler: "show-set-up",
  summary: "The page that sets up an authenticator, in a session or within a sign-in",
  table: ["GetItem"],
  secrets: ["recipient", "passcode", "cookie", "form", "factor"],
} as const;

const page = {
  function: "user-account",
  keys: ["recipient"],
  findsCustomers: true,
  onlyWith: "account",
} as const;

/** What users see of their account and change of it, and of their factors. */
export const accountRoutes = [
  {
    ...page,
    method: "GET",
    path: "/otp/account",
    handler: "show-account",
    summary: "Sessions, apps, factors and contacts of who is signed in",
    table: ["GetItem", "Query"],
    showsFactors: true,
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...page,
    method: "POST",
    path: "/otp/account/sessions/end",
    handler: "end-sessions",
    summary: "Ends one session of who is signed in, or all others",
    table: ["GetItem", "Query", "UpdateItem"],
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...page,
    method: "POST",
    path: "/otp/account/grants/end",
    handler: "end-app",
    summary: "Ends what an app was granted by who is signed in",
    table: ["GetItem", "Query", "UpdateItem"],
    secrets: ["cookie", "form"],
  },
  {
    ...shared,
    method: "GET",
    path: "/otp/account/factors",
    handler: "show-factors",
    summary: "The factors of who is signed in",
    table: ["GetItem"],
    secrets: ["recipient", "cookie"],
  },
  { ...showSetUp, path: "/otp/account/factors/totp" },
  { ...showSetUp, path: "/otp/account/factors/totp/confirm" },
  {
    ...shared,
    method: "POST",
    path: "/otp/account/factors/totp",
    handler: "begin-totp",
    summary: "Begins to set up an authenticator",
    table: ["GetItem"],
    secrets: ["recipient", "passcode", "cookie", "factor"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/account/factors/totp/confirm",
    handler: "confirm-totp",
    summary: "Enrols an authenticator that shows the right code, and ends other sessions",
    // A subject's first factor puts its item.
    table: ["GetItem", "PutItem", "UpdateItem", "Query"],
    findsCustomers: true,
    secrets: ["recipient", "passcode", "cookie", "form", "signing", "factor"],
    signs: true,
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/account/factors/totp/remove",
    handler: "remove-totp",
    summary: "Removes an authenticator, and ends other sessions",
    table: ["GetItem", "UpdateItem", "Query"],
    findsCustomers: true,
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/account/factors/backup-codes",
    handler: "renew-backup-codes",
    summary: "Makes ten new backup codes, which take the place of all others",
    table: ["GetItem", "UpdateItem"],
    secrets: ["recipient", "cookie", "form"],
  },
] as const satisfies readonly Route[];
