import type { Json } from "./schema.ts";

/** What an app sends, in an address or in a form: OpenID Connect's and OAuth's own names. */
export const APP_FIELDS = {
  client_id: {
    description: "What the app calls itself in the stage's settings.",
    examples: ["waste-billing"],
  },
  redirect_uri: {
    description: "Where the browser comes back to: one of the app's addresses, letter by letter.",
    examples: ["https://billing.example.com/callback"],
  },
  response_type: { description: "What the app is given.", examples: ["code"] },
  response_mode: {
    description:
      "How the app is told: by its address's query, or by a form that a page of ours posts there; not at a scheme of the app's own.",
    examples: ["query", "form_post"],
  },
  scope: {
    description:
      "`openid`; `email` and `phone` to be told the address; `offline_access`, for an app that may, to stay signed in when the session ends. Others are left out.",
    examples: ["openid email phone"],
  },
  state: { description: "Comes back to the app as it is.", examples: ["af0ifjsldkj"] },
  nonce: { description: "Comes back in the ID token.", examples: ["n-0S6_WzA2Mj"] },
  code_challenge: {
    description: "SHA-256 of the `code_verifier`, in base64url (RFC 7636).",
    examples: ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  },
  code_challenge_method: { description: "The only method.", examples: ["S256"] },
  prompt: {
    description:
      "`none` asks nobody anything; `login`, `select_account` and `consent` have the address proven again.",
    examples: ["login"],
  },
  max_age: { description: "A sign-in that is older, in seconds, does not count.", examples: ["3600"] },
  id_token_hint: {
    description:
      "An ID token that the app was given, of the person whom it expects; it may have expired. One that is not ours is `invalid_request`; at the sign-out it counts as none.",
    examples: ["eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI5Z1BVIn0."],
  },
  login_hint: { description: "The address, which the page then shows.", examples: ["anna@example.com"] },
  ui_locales: {
    description:
      "Languages of the person, the best first, for this one walk. A language that the person chose on the pages goes before.",
    examples: ["de en"],
  },
  claims: {
    description:
      "Single claims (OpenID Connect Core, 5.5): those of an address count as their scopes; an essential `acr` has to be `latchkey:1`.",
    examples: ['{"userinfo":{"email":null}}'],
  },
  acr_values: { description: "A wish; every sign-in reaches `latchkey:1`.", examples: ["latchkey:1"] },
  post_logout_redirect_uri: {
    description: "Where the browser goes after the sign-out: one of the app's addresses for that.",
    examples: ["https://billing.example.com/"],
  },
  token: {
    description: "An access token or a refresh token.",
    examples: ["AQFsYXRjaGtleS1yZWNpcGllbnQtbGF0Y2hrZXktbm9uY2UAAAAB"],
  },
  token_type_hint: {
    description: "Of which kind it is; not needed.",
    examples: ["refresh_token"],
  },
  grant_type: {
    description: "What the app shows: a code, or a refresh token.",
    examples: ["authorization_code", "refresh_token"],
  },
  refresh_token: {
    description: "With `grant_type=refresh_token`: the last one that the app was given.",
    examples: ["AQFsYXRjaGtleS1yZWNpcGllbnQtbGF0Y2hrZXktbm9uY2UAAAAB"],
  },
  code: {
    description: "From the address that the browser came back to. Good for a minute, once.",
    examples: ["nq8pN0mO2bC9dE4fG6hJ8kL0nP1rS3tU5vW7xY9zA2c"],
  },
  code_verifier: {
    description: "What the `code_challenge` was made of.",
    examples: ["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"],
  },
  client_secret: {
    description: "Of an app that has one, unless it is sent by HTTP Basic.",
    examples: ["kept by the app's server"],
  },
} as const satisfies Readonly<Record<string, Json>>;

export type AppField = keyof typeof APP_FIELDS;

/** A field as a parameter of an address. None is required: without any, a request that waits in the browser goes on. */
export function appParameter(name: AppField, schema: Json = { type: "string" }): Json {
  const { description, examples } = APP_FIELDS[name];
  return { name, in: "query", description, schema, example: examples[0] };
}
