import type { Acr } from "../domain/acr.ts";
import { RESPONSE_MODES, SCOPES } from "./authorization-request.ts";

/**
 * Where OpenID-aware apps and backends find everything, and what they may ask for.
 * @param stage the languages of its pages, and what its sign-ins can reach
 * @see OpenID Connect Discovery 1.0, section 3, and RFC 8414, section 2
 */
export function describeIssuer(
  issuer: string,
  { locales, acrs }: { readonly locales: readonly string[]; readonly acrs: readonly Acr[] },
): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/otp/authorize`,
    token_endpoint: `${issuer}/otp/token`,
    userinfo_endpoint: `${issuer}/otp/userinfo`,
    revocation_endpoint: `${issuer}/otp/revoke`,
    introspection_endpoint: `${issuer}/otp/introspect`,
    end_session_endpoint: `${issuer}/otp/end-session`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: SCOPES,
    response_types_supported: ["code"],
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    // Some clients that are told no method take the first of these, with a secret or without (pac4j#1138).
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
    revocation_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    acr_values_supported: acrs,
    ui_locales_supported: locales,
    prompt_values_supported: ["none", "login", "select_account", "consent"],
    claims_supported: [
      ...[
        "iss",
        "sub",
        "aud",
        "sid",
        "jti",
        "iat",
        "exp",
        "auth_time",
        "acr",
        "amr",
        "purpose",
        "nonce",
        "at_hash",
      ],
      ...["email", "email_verified", "phone_number", "phone_number_verified"],
    ],
  };
}
