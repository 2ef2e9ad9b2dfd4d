import { introspectToken } from "../oidc/introspect-token.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { readTokenForm } from "../oidc/token-form.ts";
import { unknownClient } from "../oidc/token-reply.ts";
import type { AppServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, signer, storage } from "../compose/parts.ts";

const name = "introspect-token";

/** @see RFC 7662 */
export const create = (services: AppServices) =>
  endpoint(services, { name, problemAs: problemAsOAuth }, (request) =>
    answeringFaults(services.observer, name, async () => {
      const read = readTokenForm(request);
      if (read.kind === "refused") return read.reply;
      const outcome = await introspectToken(services, read.asked);
      if (outcome.kind === "invalid-client") return unknownClient();
      return json(200, { active: outcome.claims !== undefined, ...outcome.claims });
    }),
  );

export const route = serving({ storage, keys, signer }, create);
