import { CHANNELS } from "../../functions/domain/channel.ts";
import { idempotencyKey } from "../../functions/http/schemas.ts";
import { CANCEL_TOKEN } from "./examples.ts";
import { appParameter } from "./app-fields.ts";
import { DESK_PARAMETERS } from "./desk-bodies.ts";
import { FACTOR_PARAMETERS } from "./factor-parameters.ts";
import { REPORT_PARAMETERS } from "./reports.ts";
import { jsonSchema, type Json } from "./schema.ts";

const text = { type: "string" };
const wholeSeconds = { type: "string", pattern: "^[0-9]+$" };

/** Headers of answers. */
export const HEADERS = {
  NoStore: {
    description: "No answer that is about somebody may be kept.",
    required: true,
    schema: { type: "string", const: "no-store" },
  },
  Cacheable: {
    description: "The same for everybody; may be kept for an hour.",
    required: true,
    schema: { type: "string", pattern: "^public, max-age=[0-9]+$" },
    example: "public, max-age=3600",
  },
  ForGood: {
    description: "May be kept for good by the version that the pages name; any other one not at all.",
    required: true,
    schema: { type: "string", pattern: "^(public, max-age=[0-9]+, immutable|no-store)$" },
    example: "public, max-age=31536000, immutable",
  },
  AnyOrigin: {
    description: "Scripts of any site may read it.",
    required: true,
    schema: { type: "string", const: "*" },
  },
  SetCookie: {
    description:
      "Cookies of the service's own pages: `HttpOnly`, `SameSite=Lax`, `Path=/`; deployed also `Secure`, and their names start with `__Host-`, on localhost with `latchkey-`.",
    schema: text,
    example: "__Host-session=AQFzlnz7by3FI...; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200",
  },
  Location: {
    description: "Where to go on: a page below the base URL, or an address of an app.",
    required: true,
    schema: text,
    example: "/otp/verify",
  },
  Refresh: {
    description: "Leads a browser on to the app's address at once. Absent where the page asks for a click.",
    schema: { type: "string", pattern: "^0;url=" },
    example: "0;url=https://billing.example.com/callback?code=nq8pN0mO2bC9&state=af0ifjsldkj",
  },
  RetryAfter: {
    description: "Whole seconds to wait. It is never shorter than what the limit asks for.",
    required: true,
    schema: wholeSeconds,
    example: "30",
  },
  RateLimit: {
    description:
      "The limit that was met, how much of it is left (`r`) and in how many seconds there is more (`t`), as in draft-ietf-httpapi-ratelimit-headers. Absent where the API's own throttle answers.",
    schema: text,
    example: '"cooldown";r=0;t=30',
  },
  RateLimitPolicy: {
    description:
      "How many (`q`) the limit allows in how many seconds (`w`). Absent where the API's own throttle answers.",
    schema: text,
    example: '"cooldown";q=1;w=30',
  },
  WwwAuthenticate: {
    description:
      "The scheme that a session is shown by (RFC 6750). API Gateway renames it to `x-amzn-Remapped-WWW-Authenticate`.",
    schema: { type: "string", const: "Bearer" },
  },
  BearerChallenge: {
    description: "RFC 6750, section 3. API Gateway renames it to `x-amzn-Remapped-WWW-Authenticate`.",
    schema: { type: "string", pattern: '^Bearer realm="latchkey"' },
    example: 'Bearer realm="latchkey", error="invalid_token"',
  },
  BasicChallenge: {
    description: "RFC 6749, section 5.2. API Gateway renames it to `x-amzn-Remapped-WWW-Authenticate`.",
    required: true,
    schema: { type: "string", const: 'Basic realm="latchkey"' },
  },
  AcceptPost: {
    description: "The content types that are taken.",
    schema: text,
    example: "application/json, application/x-www-form-urlencoded",
  },
} as const satisfies Readonly<Record<string, Json>>;

export type HeaderName = keyof typeof HEADERS;

/** The headers' names in HTTP. */
export const HTTP_NAMES: Readonly<Record<HeaderName, string>> = {
  NoStore: "Cache-Control",
  Cacheable: "Cache-Control",
  ForGood: "Cache-Control",
  AnyOrigin: "Access-Control-Allow-Origin",
  SetCookie: "Set-Cookie",
  Location: "Location",
  Refresh: "Refresh",
  RetryAfter: "Retry-After",
  RateLimit: "RateLimit",
  RateLimitPolicy: "RateLimit-Policy",
  WwwAuthenticate: "WWW-Authenticate",
  BearerChallenge: "WWW-Authenticate",
  BasicChallenge: "WWW-Authenticate",
  AcceptPost: "Accept-Post",
};

const cookie = (name: string, description: string): Json => ({
  name,
  in: "cookie",
  description: `${description} On localhost its name starts with \`latchkey-\`.`,
  schema: text,
});

/** What requests carry beside their body. */
export const PARAMETERS = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Makes the request repeatable: 16 to 255 printable ASCII characters without spaces, chosen at random for each request and kept to yourself. For as long as a code lives, a repeated request with the same key and the same meaning is answered with the same challenge, and nothing is sent again; with another meaning it is answered 422.",
    schema: jsonSchema(idempotencyKey),
    example: "0a53c1cf-6b1e-4c7e-9a55-2f3f0c5e7f11",
  },
  AcceptLanguage: {
    name: "Accept-Language",
    in: "header",
    description: "The languages that the person reads; the message is in the first one that there is.",
    schema: text,
    example: "de, en;q=0.8",
  },
  ChallengeCookie: cookie(
    "__Host-challenge",
    "The open challenges of the browser, four at most, set when a form is posted.",
  ),
  FormCookie: cookie("__Host-form", "What the form's hidden field is tied to; a form without it is refused."),
  FlashCookie: cookie("__Host-flash", "What the page says once, after a form that was refused."),
  LinkPath: {
    name: "link",
    in: "path",
    required: true,
    description: "`link`, also with a `#` and what follows it, which some mail programs send along as `%23`.",
    schema: text,
    example: "link",
  },
  Mark: {
    name: "mark",
    in: "query",
    description: "Which of the browser's challenges the page is about. It opens nothing.",
    schema: text,
    example: "0.4fTq0c1xXl3aJ9Zb",
  },
  Resume: {
    name: "resume",
    in: "query",
    description: "Which app's request, of those that the browser keeps, goes on after the sign-in.",
    schema: text,
    example: "mJ3k9XwQ",
  },
  CancelToken: {
    name: "t",
    in: "query",
    required: true,
    description: "The token of the message's link. It opens nothing.",
    schema: text,
    example: CANCEL_TOKEN,
  },
  Channel: {
    name: "channel",
    in: "query",
    description: "Which field the page starts with.",
    schema: { type: "string", enum: [...CHANNELS] },
    example: "sms",
  },
  Recipient: {
    name: "recipient",
    in: "query",
    description: "What the field shows already.",
    schema: text,
    example: "anna@example.com",
  },
  Locale: {
    name: "locale",
    in: "query",
    description:
      "The language of the page, which the cookie `__Host-locale` then keeps; without both, the one that `Accept-Language` prefers among those there are.",
    schema: text,
    example: "de",
  },
  Version: {
    name: "v",
    in: "query",
    description: "The version that the pages name.",
    schema: text,
    example: "k2Yx0bQ1",
  },
  Client: {
    name: "client",
    in: "query",
    description:
      "The short form of `/otp/authorize`: the app's `client_id`. Its other parameters may follow.",
    schema: text,
    example: "waste-billing",
  },
  ReturnTo: {
    name: "return_to",
    in: "query",
    description: "The short form of `/otp/authorize`: the `redirect_uri`.",
    schema: text,
    example: "https://billing.example.com/callback",
  },
  ClientId: appParameter("client_id"),
  RedirectUri: appParameter("redirect_uri"),
  ResponseType: appParameter("response_type", { type: "string", enum: ["code"] }),
  ResponseMode: appParameter("response_mode", { type: "string", enum: ["query", "form_post"] }),
  Scope: appParameter("scope"),
  State: appParameter("state"),
  Nonce: appParameter("nonce"),
  CodeChallenge: appParameter("code_challenge"),
  CodeChallengeMethod: appParameter("code_challenge_method", { type: "string", enum: ["S256"] }),
  Prompt: appParameter("prompt"),
  MaxAge: appParameter("max_age"),
  IdTokenHint: appParameter("id_token_hint"),
  LoginHint: appParameter("login_hint"),
  UiLocales: appParameter("ui_locales"),
  Claims: appParameter("claims"),
  AcrValues: appParameter("acr_values"),
  PostLogoutRedirectUri: appParameter("post_logout_redirect_uri"),
  ...FACTOR_PARAMETERS,
  ...DESK_PARAMETERS,
  ...REPORT_PARAMETERS,
} as const satisfies Readonly<Record<string, Json>>;

export type ParameterName = keyof typeof PARAMETERS;
