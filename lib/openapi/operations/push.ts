import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

const BROWSER = {
  id: "mHn0TkqYw3bA5cD7eF9gHQ",
  name: "Firefox on Windows",
  enrolledAt: "2026-11-23T09:10:00.000Z",
};

const ONE = [
  {
    mediaType: "application/json",
    schema: "PushBrowser",
    examples: { one: { summary: "Without a name of its own", value: BROWSER } },
  },
] as const;

/** The browsers that show a user's codes. There where `factors.push` is on. */
export const PUSH = {
  "show-pushes": {
    tag: "Notifications",
    description:
      "The browsers that show the codes of who is signed in, by session token or cookie, and the key that another one subscribes to. A page for a client that names `text/html` in `Accept`, and before `application/json` if it names both.",
    parameters: ["Locale", "FormCookie", "FlashCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 200,
        description: "The browsers, the oldest first.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "PushBrowsers",
            examples: {
              one: {
                summary: "One",
                value: {
                  publicKey:
                    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                  browsers: [BROWSER],
                  mayChange: false,
                },
              },
            },
          },
          PAGE,
        ],
      },
    ],
    problems: ["no-session"],
    pages: [401, 500, 503],
  },
  "enrol-push": {
    tag: "Notifications",
    description:
      "Adds a browser that shows codes, by session token or cookie, under the rule of every factor: the session's code came to the address and was typed within ten minutes; once the user has a factor, one has to be proved in the session within ten minutes. At most five. Nothing of the user's ends; all contacts are told. The user of an open service signs in by e-mail address for it.",
    json: "EnrolPush",
    security: ["bearer", "sessionCookie"],
    answers: [
      { status: 201, description: "It was added.", content: ONE },
      { status: 200, description: "It had been added before: nothing was changed.", content: ONE },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "proof-too-old"],
  },
  "remove-push": {
    tag: "Notifications",
    description: "Removes a browser, by session token or cookie, under the same rule as adding one.",
    json: "RemovePush",
    form: "RemovePushForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      { status: 204, description: "It is gone." },
      {
        status: 303,
        description: "For a form: back to the page of the browsers, which says what was done or is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "not-found", "proof-too-old"],
    pages: [401, 403, 413, 500, 503],
  },
  "serve-push-worker": {
    tag: "Notifications",
    description:
      "The service worker of the page: it shows a code as a notification, and keeps nothing of it. Browsers look for a newer one by themselves.",
    answers: [{ status: 200, description: "The script.", content: [{ mediaType: "text/javascript" }] }],
  },
  "describe-push-app": {
    tag: "Notifications",
    description:
      "The web app manifest of the page: an iPhone or iPad lets a page show notifications once it is on the home screen.",
    answers: [
      {
        status: 200,
        description: "The manifest.",
        cacheable: true,
        content: [
          {
            mediaType: "application/manifest+json",
            schema: "WebApp",
            examples: {
              app: {
                summary: "The local service",
                value: {
                  name: "Latchkey",
                  short_name: "Latchkey",
                  start_url: "/otp/push",
                  scope: "/otp/",
                  display: "standalone",
                  icons: [{ src: "data:image/svg+xml,...", sizes: "any", purpose: "any" }],
                },
              },
            },
          },
        ],
      },
    ],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
