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

/** What users see and change of their factors. */
export const accountRoutes = [
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
    secrets: ["recipient", "cookie"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/account/factors/backup-codes",
    handler: "renew-backup-codes",
    summary: "Makes ten new backup codes, which take the place of all others",
    table: ["GetItem", "UpdateItem"],
    secrets: ["recipient", "cookie"],
  },
] as const satisfies readonly Route[];
