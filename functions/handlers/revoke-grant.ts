import { revokeGrant } from "../oidc/revoke-grant.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { readTokenForm } from "../oidc/token-form.ts";
import { unknownClient } from "../oidc/token-reply.ts";
import { type AppServices, forClients } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, signer, storage } from "../compose/parts.ts";

const name = "revoke-grant";

/** @see RFC 7009 */
export const create = (services: AppServices) =>
  endpoint(forClients(services), { name, problemAs: problemAsOAuth }, (request) =>
    answeringFaults(services.observer, name, async () => {
      const read = readTokenForm(request);
      if (read.kind === "refused") return read.reply;
      const outcome = await revokeGrant(services, read.asked);
      services.observer.audit(name, {
        outcome: outcome.kind,
        ...(outcome.kind === "revoked" && { client: outcome.clientId, recipient: outcome.recipientKey }),
      });
      return outcome.kind === "invalid-client" ? unknownClient() : json(200, {});
    }),
  );

export const route = serving({ storage, keys, signer }, create);
