import type { Route } from "./shapes.ts";

/** The second step of a sign-in, and what users enrol for it. */
export const factorRoutes = [
  {
    method: "GET",
    path: "/otp/factor",
    function: "factor",
    handler: "show-factor",
    summary: "The page that asks for a second factor after the code",
    table: ["GetItem"],
    keys: ["recipient", "subject"],
    secrets: ["passcode", "cookie", "form"],
    onlyWith: "second-factor",
  },
  {
    method: "POST",
    path: "/otp/factor",
    function: "factor",
    handler: "prove-factor",
    summary: "Checks a second factor after the code; the right one opens the session",
    table: ["GetItem", "UpdateItem"],
    keys: ["recipient", "subject"],
    secrets: ["recipient", "passcode", "cookie", "form", "signing", "factor"],
    signs: true,
    onlyWith: "second-factor",
    forServers: true,
  },
] as const satisfies readonly Route[];
