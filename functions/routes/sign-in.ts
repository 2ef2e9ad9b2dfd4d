import type { Route } from "./shapes.ts";

/** After a refused form the browser stands where the form was posted to: who asks for that address has the form's page. */
const showVerify = {
  handler: "show-verify",
  summary: "The page that asks for the passcode",
  table: ["GetItem"],
  secrets: ["passcode", "cookie"],
} as const;

const readSession = {
  handler: "read-session",
  summary: "Checks a session, and issues a fresh token",
  table: ["GetItem"],
  secrets: ["cookie", "signing"],
  signs: true,
} as const;

/** A challenge and its session, asked for by programs and by pages. */
export const signInRoutes = [
  {
    method: "POST",
    path: "/otp/request",
    handler: "request-code",
    summary: "Opens a challenge and has its passcode sent",
    table: ["GetItem", "PutItem", "UpdateItem"],
    secrets: ["recipient", "passcode", "cookie"],
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/verify",
    handler: "verify-code",
    summary: "Checks a passcode; the right one opens a session",
    table: ["GetItem", "UpdateItem"],
    secrets: ["passcode", "cookie", "signing"],
    signs: true,
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/resend",
    handler: "resend-code",
    summary: "Sends the same passcode again",
    table: ["GetItem", "UpdateItem"],
    secrets: ["recipient", "passcode", "cookie"],
    forServers: true,
  },
  {
    method: "POST",
    path: "/otp/status",
    handler: "read-status",
    summary: "Tells the holder of a challenge what became of it",
    table: ["GetItem"],
    secrets: ["passcode"],
    forServers: true,
  },
  { method: "GET", path: "/otp/session", ...readSession },
  { method: "GET", path: "/otp/logout", ...readSession },
  {
    method: "POST",
    path: "/otp/logout",
    handler: "log-out",
    summary: "Ends a session, or everything of its recipient",
    table: ["GetItem", "UpdateItem", "Query"],
    secrets: ["cookie", "signing"],
  },
  {
    method: "GET",
    path: "/otp/request",
    handler: "show-request",
    summary: "The page that asks where to send a passcode",
    table: [],
    secrets: ["cookie"],
  },
  { method: "GET", path: "/otp/verify", ...showVerify },
  { method: "GET", path: "/otp/resend", ...showVerify },
  {
    method: "GET",
    path: "/otp/script.js",
    handler: "serve-script",
    summary: "The one script of the pages, which work without it",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/otp/not-me",
    handler: "show-not-me",
    summary: "The page that a message links to for whoever did not ask for it; changes nothing",
    table: ["GetItem"],
    secrets: ["passcode"],
  },
  {
    method: "POST",
    path: "/otp/not-me",
    handler: "cancel-challenge",
    summary: "Cancels a challenge or ends its session, and counts against the network that asked",
    table: ["GetItem", "UpdateItem"],
    secrets: ["passcode"],
  },
] as const satisfies readonly Route[];
