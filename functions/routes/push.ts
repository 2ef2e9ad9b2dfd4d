import type { Route } from "./shapes.ts";

const shared = { function: "notifications", onlyWith: "push" } as const;

/** The browsers that show a user's codes as notifications. */
export const pushRoutes = [
  {
    ...shared,
    method: "GET",
    path: "/otp/push",
    handler: "show-pushes",
    summary: "The browsers that show the codes of who is signed in",
    table: ["GetItem"],
    keys: ["recipient", "subject"],
    // Of the key that push services know the stage by, browsers are told the public half.
    secrets: ["recipient", "cookie", "form", "push"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/push",
    handler: "enrol-push",
    summary: "Adds a browser that shows codes",
    // A subject's first one puts its item.
    table: ["GetItem", "PutItem", "UpdateItem"],
    keys: ["recipient", "subject"],
    secrets: ["recipient", "cookie"],
  },
  {
    ...shared,
    method: "POST",
    path: "/otp/push/remove",
    handler: "remove-push",
    summary: "Removes a browser that shows codes",
    table: ["GetItem", "UpdateItem"],
    keys: ["recipient", "subject"],
    secrets: ["recipient", "cookie", "form"],
  },
  {
    ...shared,
    method: "GET",
    path: "/otp/push/worker.js",
    handler: "serve-push-worker",
    summary: "The script by which a browser shows notifications",
    table: [],
    secrets: [],
  },
  {
    ...shared,
    method: "GET",
    path: "/otp/push/manifest.json",
    handler: "describe-push-app",
    summary: "What an iPhone puts on its home screen, so that it shows notifications",
    table: [],
    secrets: [],
  },
] as const satisfies readonly Route[];
