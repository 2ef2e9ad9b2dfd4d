import { demand, type Metadata, type Module } from "./suite.ts";

/** Those whose absence or kind would make a client stumble (OpenID Connect Discovery 1.0, 3; RFC 8414, 2). */
const LISTS = [
  ...["scopes_supported", "response_types_supported", "response_modes_supported", "grant_types_supported"],
  ...["subject_types_supported", "id_token_signing_alg_values_supported", "claims_supported"],
  ...["token_endpoint_auth_methods_supported", "code_challenge_methods_supported", "ui_locales_supported"],
  ...["acr_values_supported", "display_values_supported", "prompt_values_supported"],
];
const FLAGS = [
  ...["claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"],
  ...["require_request_uri_registration", "authorization_response_iss_parameter_supported"],
  ...["backchannel_logout_supported", "backchannel_logout_session_supported"],
];

/** Metadata that specifications know; the suite warns of any other. */
const ENDPOINTS = [
  ...["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"],
  ...["revocation_endpoint", "introspection_endpoint", "registration_endpoint"],
];
const OTHERS = [
  ...["issuer", "service_documentation", "op_policy_uri", "op_tos_uri"],
  ...["revocation_endpoint_auth_methods_supported", "introspection_endpoint_auth_methods_supported"],
];

/** RFC 5646 as far as languages here need it, in the casing that it recommends. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

const listOf = (metadata: Metadata, name: string): readonly unknown[] => {
  const value = metadata[name];
  return Array.isArray(value) ? value : [];
};

/** The one module of the Config OP plan. */
export const configModules: Readonly<Record<string, Module>> = {
  "oidcc-discovery-endpoint-verification": ({ metadata, keys, issuer, warn }) => {
    const holds = (name: string, value: string) =>
      demand(listOf(metadata, name).includes(value), `${name} lacks ${value}`);
    demand(metadata.issuer === issuer.url, "the issuer is not where its document is");
    const { search, hash } = new URL(metadata.issuer);
    demand(search === "" && hash === "", "the issuer has a query or a fragment");
    for (const name of LISTS)
      demand(metadata[name] === undefined || Array.isArray(metadata[name]), `${name} is no list`);
    for (const name of FLAGS)
      demand(["undefined", "boolean"].includes(typeof metadata[name]), `${name} is neither true nor false`);
    holds("response_types_supported", "code");
    holds("subject_types_supported", "public");
    holds("id_token_signing_alg_values_supported", "RS256");
    if (metadata.grant_types_supported !== undefined) holds("grant_types_supported", "authorization_code");
    holds("scopes_supported", "openid");
    const scopes = listOf(metadata, "scopes_supported");
    demand(
      scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(String(scope))),
      "a scope is misspelt",
    );
    for (const name of ENDPOINTS) {
      const address = metadata[name];
      const isHttps = typeof address === "string" && address.startsWith("https://");
      demand(address === undefined || isHttps, `${name} is no https address`);
    }
    for (const name of ENDPOINTS.slice(0, 4)) demand(name in metadata, `${name} is missing`);
    demand(keys.keys.length > 0, "there is no key");
    const kids = keys.keys.map(({ kid }) => kid);
    demand(kids.every(Boolean) && new Set(kids).size === kids.length, "the keys lack names of their own");
    demand(
      keys.keys.every((key) => !("d" in key)),
      "a private key is published",
    );
    warn(listOf(metadata, "claims_supported").length > 0, "claims_supported is missing");
    const locales = [
      ...listOf(metadata, "ui_locales_supported"),
      ...listOf(metadata, "claims_locales_supported"),
    ];
    demand(
      locales.every((tag) => LANGUAGE.test(String(tag))),
      "a language has no tag of RFC 5646",
    );
    const known = [...LISTS, ...FLAGS, ...ENDPOINTS, ...OTHERS];
    const unknown = Object.keys(metadata).filter((name) => !known.includes(name));
    warn(unknown.length === 0, `metadata that nothing defines: ${unknown.join(", ")}`);
    return Promise.resolve();
  },
};
