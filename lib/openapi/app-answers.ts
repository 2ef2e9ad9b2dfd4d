import * as z from "zod";
import type { OAuthErrorName } from "../../functions/oidc/oauth-error.ts";

const ERRORS: Readonly<Record<OAuthErrorName, string>> = {
  invalid_request: "a field is missing or wrong, or the body is not a form",
  invalid_client: "the app is unknown, or its secret is wrong, missing or too much",
  invalid_grant:
    "the code is unknown, used or too old, or was made for another app, address or verifier; one that is shown again after ten seconds ends what was given for it",
  unsupported_grant_type: "another grant than a code or a refresh token",
  unauthorized_client: "a refresh token of an app that gets none",
  invalid_scope: "the scope of a refresh names nothing that was granted",
  invalid_token: "the access token is wrong, or its session has ended",
  insufficient_scope: "the access token was given for less than `openid`",
  server_error: "a fault, of whose cause nothing is told",
  temporarily_unavailable: "the table or the secrets are out of reach: repeat it after `Retry-After`",
};

const error = z.enum(Object.keys(ERRORS)).describe(
  Object.entries(ERRORS)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join("\n"),
);

const description = z.string().describe("For the app's developer; may change.");
const texts = z.array(z.string());

/** Bodies of answers to apps, and what they read of the issuer. */
export const APP_ANSWERS = {
  // RFC 8414 and OpenID Connect Discovery 1.0 say what each means.
  Issuer: z
    .object({
      issuer: z.url().describe("The `iss` of tokens."),
      authorization_endpoint: z.url(),
      token_endpoint: z.url(),
      userinfo_endpoint: z.url(),
      revocation_endpoint: z.url(),
      introspection_endpoint: z.url(),
      end_session_endpoint: z.url(),
      jwks_uri: z.url(),
      scopes_supported: texts,
      response_types_supported: texts,
      response_modes_supported: texts,
      grant_types_supported: texts,
      code_challenge_methods_supported: texts,
      token_endpoint_auth_methods_supported: texts,
      revocation_endpoint_auth_methods_supported: texts,
      introspection_endpoint_auth_methods_supported: texts,
      subject_types_supported: texts,
      id_token_signing_alg_values_supported: texts,
      authorization_response_iss_parameter_supported: z.boolean(),
      backchannel_logout_supported: z.boolean(),
      backchannel_logout_session_supported: z.boolean(),
      claims_parameter_supported: z.boolean(),
      request_parameter_supported: z.boolean(),
      request_uri_parameter_supported: z.boolean(),
      acr_values_supported: texts,
      ui_locales_supported: texts.describe("Languages of the pages."),
      prompt_values_supported: texts,
      claims_supported: texts,
    })
    .describe("OpenID Connect Discovery 1.0, section 3."),
  Tokens: z
    .object({
      access_token: z.string().describe("A JWT as that of the API, with `client_id` and `scope`."),
      token_type: z.literal("Bearer"),
      expires_in: z.int().min(0).describe("Whole seconds until the access token expires."),
      scope: z.string().describe("What was granted of what was asked for."),
      id_token: z
        .string()
        .describe("A JWT (RS256) for the app: who, when and how, with its `nonce`, and no address."),
      refresh_token: z
        .string()
        .optional()
        .describe("For an app with the setting `refresh`: good for fresh tokens, and replaced by them."),
    })
    .describe("What an app gets for its code, or for a refresh token."),
  Revoked: z.object({}).describe("The token is good for nothing, whether it was before or not."),
  Introspection: z
    .object({
      active: z.boolean().describe("Whether the token still holds, and is the asker's own or for it."),
      iss: z.url().optional(),
      sub: z.string().optional(),
      aud: z.string().optional(),
      client_id: z.string().optional(),
      scope: z.string().optional(),
      exp: z.int().optional(),
      iat: z.int().optional(),
      auth_time: z.int().optional(),
      acr: z.string().optional(),
      amr: texts.optional(),
      jti: z.string().optional(),
      sid: z.string().optional(),
      gid: z.string().optional(),
      purpose: z.string().optional(),
      token_type: z.literal("Bearer").optional().describe("Of an access token."),
    })
    .describe("RFC 7662, section 2.2."),
  User: z
    .object({
      sub: z.string().describe("Who it is, as in the ID token."),
      email: z.string().optional().describe("With the scope `email`, if it was proven."),
      email_verified: z
        .boolean()
        .optional()
        .describe("False after a sign-in by passkey, 180 days after a code last proved the address."),
      phone_number: z.string().optional().describe("With the scope `phone`, if it was proven."),
      phone_number_verified: z.boolean().optional(),
    })
    .describe("Who has signed in."),
  OAuthError: z
    .object({ error, error_description: description })
    .describe("RFC 6749, section 5.2, and RFC 6750, section 3.1."),
  TokenRefusal: z
    .object({ error: error.optional(), error_description: description.optional() })
    .describe("RFC 6750, section 3.1: empty for whoever showed no token."),
  WrongLink: z
    .object({
      type: z.literal("urn:latchkey:problem:invalid-request"),
      title: z.string(),
      status: z.literal(400),
      detail: z.string().describe("For the app's developer; may change."),
    })
    .describe("The app or its address is not registered: nobody is sent anywhere."),
} as const;
