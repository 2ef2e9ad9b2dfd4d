import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import { lambda, type Services } from "../services.ts";

const CACHEABLE = { "cache-control": "public, max-age=3600", "access-control-allow-origin": "*" };

/** @see OpenID Connect Discovery 1.0, section 3: what a backend needs to find the keys */
export const create = (services: Pick<Services, "settings" | "observer" | "publicUrl" | "issuer">) =>
  endpoint(services, { name: "describe-issuer" }, () => {
    const { issuer } = services;
    const description = {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: [],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      claims_supported: ["iss", "sub", "aud", "sid", "jti", "iat", "exp", "auth_time", "amr", "purpose"],
    };
    return Promise.resolve(json(200, description, { headers: CACHEABLE }));
  });

export const handler = await lambda("describe-issuer", {}, create);
