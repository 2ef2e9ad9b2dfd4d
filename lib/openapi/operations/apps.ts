import { problem } from "../../../functions/http/problem.ts";
import type { ParameterName } from "../headers.ts";
import { type Answer, type Operation, PAGE, type RouteHandler } from "../operation.ts";

const { title, status: WRONG } = problem("invalid-request", "");

const wrongLink = (detail: string): Answer => ({
  status: WRONG,
  description: "The app or its address is not registered. Nobody is sent anywhere; a browser gets a page.",
  content: [
    {
      mediaType: "application/problem+json",
      schema: "WrongLink",
      examples: {
        wrong: {
          summary: "An address that was never registered",
          value: { type: "urn:latchkey:problem:invalid-request", title, status: WRONG, detail },
        },
      },
    },
    PAGE,
  ],
});

/** A form that another site has a browser post: only when it asks again by address, it sends its own cookies along. */
const POSTED = {
  answers: [
    {
      status: 303,
      description: "To the same path with the fields in its query, which is where the answer is.",
      headers: ["Location"],
    },
  ],
  // Nothing is read until then.
  without: ["internal", "unavailable"],
  pages: [413],
} as const satisfies Partial<Operation>;

const CALLING: readonly ParameterName[] = [
  ...([
    "ClientId",
    "RedirectUri",
    "ResponseType",
    "ResponseMode",
    "Scope",
    "CodeChallenge",
    "CodeChallengeMethod",
  ] as const),
  ...(["State", "Nonce", "Prompt", "MaxAge", "IdTokenHint", "LoginHint", "UiLocales"] as const),
  ...(["Claims", "AcrValues"] as const),
];

/** What an app needs that signs people in here: OpenID Connect's authorization code flow with PKCE. */
export const APPS = {
  authorize: {
    tag: "Apps",
    description:
      "An app sends a browser here. Whoever is signed in goes back at once; everybody else sees the page that asks for an address, whose form carries the request on; it then waits in the browser for half an hour. The app's address then has `code`, `state` and `iss`, or `error`, `error_description`, `state` and `iss`. With `resume` alone, the request that waits goes on. A user whose session has not reached an `acr` that `claims` calls essential, and who has set up what does, proves that in the session: a page says so, and leads to `GET /otp/factor`.",
    parameters: [...CALLING, "Resume"],
    answers: [
      {
        status: 200,
        description:
          "The page that asks for an address, or that leads to the second step; or, after a sign-in, a page that leads on to the app at once, by `Refresh` and by a link.",
        headers: ["Refresh"],
        content: [PAGE],
      },
      {
        status: 303,
        description: "To the app; to the second step; or, if nothing waits, to the session.",
        headers: ["Location", "SetCookie"],
      },
      wrongLink("The app asked to send you back to an address that it never registered."),
    ],
    pages: [500, 503],
    posted: { ...POSTED, form: "AuthorizeForm" },
  },
  "show-end-session": {
    tag: "Apps",
    description:
      "Asks whoever an app has sent whether they want to sign out, since any page could send people here. Changes nothing: the page's form posts to `/otp/logout`, and comes back here to go on to the app.",
    parameters: [
      ...(["ClientId", "IdTokenHint", "PostLogoutRedirectUri", "State", "UiLocales"] as const),
      ...(["Locale", "FormCookie"] as const),
    ],
    answers: [
      {
        status: 200,
        description:
          "The question; or, when nobody is signed in, that it is done, or a page that leads on to the app at once, by `Refresh` and by a link.",
        headers: ["Refresh"],
        content: [PAGE],
      },
      wrongLink("The app asked to send you on to an address that it never registered."),
    ],
    pages: [500, 503],
    posted: { ...POSTED, form: "EndSessionForm" },
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
