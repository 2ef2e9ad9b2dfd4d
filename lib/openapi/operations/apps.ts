import type { OAuthErrorName } from "../../../functions/oidc/oauth-error.ts";
import { problem } from "../../../functions/http/problem.ts";
import type { HeaderName, ParameterName } from "../headers.ts";
import { type Answer, type Content, type Operation, PAGE, type RouteHandler } from "../operation.ts";
import { SUBJECT, TOKEN } from "../examples.ts";

const JSON_TYPE = "application/json";

/** What a library is refused with, with an example of each error. */
const refused = (
  status: number,
  description: string,
  errors: readonly OAuthErrorName[],
  headers: readonly HeaderName[] = [],
): Answer => ({
  status,
  description,
  headers,
  content: [
    {
      mediaType: JSON_TYPE,
      schema: "OAuthError",
      examples: Object.fromEntries(
        errors.map((error) => [error, { summary: error, value: { error, error_description: description } }]),
      ),
    },
  ],
});

const FAULTS = [
  refused(500, "A fault, of whose cause nothing is told.", ["server_error"]),
  refused(503, "The table or the secrets are out of reach.", ["temporarily_unavailable"], ["RetryAfter"]),
];

const TOO_LARGE = refused(413, "A form that is larger than 16 KiB.", ["invalid_request"]);

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
  ...(["ClientId", "RedirectUri", "ResponseType", "Scope", "CodeChallenge", "CodeChallengeMethod"] as const),
  ...(["State", "Nonce", "Prompt", "MaxAge", "IdTokenHint", "LoginHint", "UiLocales"] as const),
];

const USER: Content = {
  mediaType: JSON_TYPE,
  schema: "User",
  examples: {
    email: {
      summary: "With the scope `openid email`, signed in by e-mail",
      value: { sub: SUBJECT, email: "anna@example.com", email_verified: true },
    },
    phone: {
      summary: "With the scope `openid phone`, signed in by SMS",
      value: { sub: SUBJECT, phone_number: "+14155550123", phone_number_verified: true },
    },
    bare: { summary: "With the scope `openid`", value: { sub: SUBJECT } },
  },
};

const USER_ANSWERS: readonly Answer[] = [
  { status: 200, description: "Who it is, as far as the scope says.", content: [USER] },
  {
    status: 401,
    description: "No token, or one that is wrong, or whose session has ended.",
    headers: ["BearerChallenge"],
    content: [
      {
        mediaType: JSON_TYPE,
        schema: "TokenRefusal",
        examples: {
          none: { summary: "No token", value: {} },
          invalid: {
            summary: "A wrong token",
            value: {
              error: "invalid_token",
              error_description: "The token is not valid, or the session is over.",
            },
          },
        },
      },
    ],
  },
  refused(403, "The token was not given to an app.", ["insufficient_scope"], ["BearerChallenge"]),
  ...FAULTS,
];

/** What an app needs that signs people in here: OpenID Connect's authorization code flow with PKCE. */
export const APPS = {
  authorize: {
    tag: "Apps",
    description:
      "An app sends a browser here. Whoever is signed in goes back at once; everybody else signs in first, while the request waits in the browser for half an hour. The app's address then has `code`, `state` and `iss`, or `error`, `error_description`, `state` and `iss`. Without parameters, the request that waits goes on.",
    parameters: CALLING,
    answers: [
      {
        status: 200,
        description: "After a sign-in: a page that leads on to the app at once, by `Refresh` and by a link.",
        headers: ["Refresh"],
        content: [PAGE],
      },
      {
        status: 303,
        description:
          "To the app; or to the page that asks for an address; or, if nothing waits, to the session.",
        headers: ["Location", "SetCookie"],
      },
      wrongLink("The app asked to send you back to an address that it never registered."),
    ],
    pages: [500, 503],
    posted: { ...POSTED, form: "AuthorizeForm" },
  },
  "exchange-grant": {
    operationName: "exchange-code",
    tag: "Apps",
    description:
      "Within a minute, once. The app says who it is by its `client_id` alone, or with its secret by HTTP Basic or in the form. Scripts of an app's own origin may call it.",
    form: "TokenForm",
    security: ["clientSecret", "nobody"],
    answers: [
      {
        status: 200,
        description: "The tokens.",
        content: [
          {
            mediaType: JSON_TYPE,
            schema: "Tokens",
            examples: {
              tokens: {
                summary: "Tokens of a sign-in",
                value: {
                  access_token: TOKEN,
                  token_type: "Bearer",
                  expires_in: 900,
                  scope: "openid email",
                  id_token: TOKEN,
                },
              },
            },
          },
        ],
      },
      refused(400, "What the app shows is not good for tokens.", [
        ...(["invalid_grant", "invalid_request", "unsupported_grant_type"] as const),
      ]),
      refused(
        401,
        "The app is not known, or its secret is not right.",
        ["invalid_client"],
        ["BasicChallenge"],
      ),
      TOO_LARGE,
      ...FAULTS,
    ],
    without: ["internal", "unavailable"],
  },
  "read-user": {
    tag: "Apps",
    description:
      "One read of the table: when the session has ended, its tokens are refused here. Scripts of an app's own origin may call it.",
    security: ["appToken"],
    answers: USER_ANSWERS,
    without: ["internal", "unavailable"],
    posted: { form: "UserForm", answers: [...USER_ANSWERS, TOO_LARGE] },
  },
  "show-end-session": {
    tag: "Apps",
    description:
      "Asks whoever an app has sent whether they want to sign out, since any page could send people here. Changes nothing: the page's form posts to `/otp/logout`, and comes back here to go on to the app.",
    parameters: [
      ...(["ClientId", "IdTokenHint", "PostLogoutRedirectUri", "State", "Locale", "FormCookie"] as const),
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
