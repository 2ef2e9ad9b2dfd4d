import type { Route } from "./shapes.ts";

const shared = {
  function: "passkeys",
  keys: ["recipient", "subject"],
  onlyWith: "passkeys",
} as const;

/** Sign-in by passkey, and the passkeys that a user has. */
export const passkeyRoutes = [
  {
    ...shared,
    method: "POST",
    path: "/otp/passkeys/options",
    handler: "passkey-options",
    summary: "Tells a browser what to ask its authenticators with",
    table: ["GetItem"],
    secrets: ["recipient", "cookie"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/passkeys/verify",
    handler: "verify-passkey",
    summary: "Opens a session for what a passkey has signed, by itself or after the code",
    table: ["GetItem", "PutItem", "UpdateItem"],
    secrets: ["recipient", "passcode", "cookie", "form", "signing"],
    signs: true,
  },
  {
    ...shared,
    method: "GET",
    path: "/otp/passkeys",
    handler: "show-passkeys",
    summary: "The passkeys of who is signed in",
    table: ["GetItem"],
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/passkeys",
    handler: "enrol-passkey",
    summary: "Adds a passkey that a browser has made, and ends other sessions",
    table: ["GetItem", "PutItem", "UpdateItem", "Query"],
    findsCustomers: true,
    secrets: ["recipient", "cookie"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/passkeys/remove",
    handler: "remove-passkey",
    summary: "Removes a passkey, and ends other sessions",
    table: ["GetItem", "UpdateItem", "Query"],
    findsCustomers: true,
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/passkeys/rename",
    handler: "rename-passkey",
    summary: "Calls a passkey by another name",
    table: ["GetItem", "UpdateItem"],
    secrets: ["recipient", "cookie", "form"],
  },
] as const satisfies readonly Route[];
