import type { OAuthErrorName } from "../../../functions/oidc/oauth-error.ts";
import type { HeaderName } from "../headers.ts";
import type { Answer, Content, Operation, RouteHandler } from "../operation.ts";
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

/** What is wrong with a form before it is read. */
const UNREAD = [
  refused(413, "A form that is larger than 16 KiB.", ["invalid_request"]),
  refused(415, "A body that is neither a form nor JSON.", ["invalid_request"], ["AcceptPost"]),
];

/** Problems that callers read in OAuth's form instead. */
const AS_OAUTH = [
  ...(["invalid-request", "too-large", "unsupported-media-type", "internal", "unavailable"] as const),
];

/** What the endpoints about tokens refuse with. */
const ABOUT_TOKENS = [
  refused(400, "The token is missing, or the body is not a form.", ["invalid_request"]),
  refused(401, "The app is not known, or its secret is not right.", ["invalid_client"], ["BasicChallenge"]),
  ...UNREAD,
  ...FAULTS,
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
  refused(403, "An app's token without the scope `openid`.", ["insufficient_scope"], ["BearerChallenge"]),
  ...FAULTS,
];

/** What an app's library calls, which is answered in OAuth's form. */
export const APP_CALLS = {
  "exchange-grant": {
    operationName: "exchange-code",
    tag: "Apps",
    description:
      "A code within a minute, once; or, for an app that stays signed in, a refresh token, which the answer replaces. The app says who it is by its `client_id` alone, or with its secret by HTTP Basic or in the form. Scripts of an app's own origin may call it.",
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
              staying: {
                summary: "Tokens of an app that stays signed in",
                value: {
                  access_token: TOKEN,
                  token_type: "Bearer",
                  expires_in: 900,
                  scope: "openid email offline_access",
                  id_token: TOKEN,
                  refresh_token: "AQFsYXRjaGtleS1yZWNpcGllbnQtbGF0Y2hrZXktbm9uY2UAAAAB",
                },
              },
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
        ...(["unauthorized_client", "invalid_scope"] as const),
      ]),
      refused(
        401,
        "The app is not known, or its secret is not right.",
        ["invalid_client"],
        ["BasicChallenge"],
      ),
      ...UNREAD,
      ...FAULTS,
    ],
    without: AS_OAUTH,
  },
  "revoke-grant": {
    tag: "Apps",
    description:
      "For an app that has no more use for its tokens: everything that was given with this one ends. 200 also for a token that is not good, or another app's, which stays. Scripts of an app's own origin may call it.",
    form: "AboutTokenForm",
    security: ["clientSecret", "nobody"],
    answers: [
      {
        status: 200,
        description: "The token is good for nothing.",
        content: [
          { mediaType: JSON_TYPE, schema: "Revoked", examples: { revoked: { summary: "Done", value: {} } } },
        ],
      },
      ...ABOUT_TOKENS,
    ],
    without: AS_OAUTH,
  },
  "introspect-token": {
    tag: "Apps",
    description:
      "For an app's server that wants to know whether a token still holds. It is told of tokens that are its own, or for its `audience`, and of no others. An app without a secret may not ask.",
    form: "AboutTokenForm",
    security: ["clientSecret", "nobody"],
    answers: [
      {
        status: 200,
        description: "What the token says, if it still holds.",
        content: [
          {
            mediaType: JSON_TYPE,
            schema: "Introspection",
            examples: {
              active: {
                summary: "A token that holds",
                value: { active: true, sub: SUBJECT, client_id: "waste-billing", scope: "openid email" },
              },
              inactive: { summary: "Any other", value: { active: false } },
            },
          },
        ],
      },
      ...ABOUT_TOKENS,
    ],
    without: AS_OAUTH,
  },
  "read-user": {
    tag: "Apps",
    description:
      "Two reads of the table: when the session, or what the app was granted, has ended, its tokens are refused here. Scripts of an app's own origin may call it.",
    security: ["appToken"],
    answers: USER_ANSWERS,
    without: ["internal", "unavailable"],
    posted: {
      form: "UserForm",
      answers: [...USER_ANSWERS, refused(400, "A body that cannot be read.", ["invalid_request"]), ...UNREAD],
      without: AS_OAUTH,
    },
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
