import { exchangeGrant } from "../oidc/exchange-grant.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { exchangedReply, readExchange } from "../oidc/token-reply.ts";
import { type Base, type EndpointServices, forClients, type Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { signer, storage } from "../compose/parts.ts";

const name = "exchange-grant";

/** @see OpenID Connect Core 1.0, section 3.1.3 */
export const create = (services: EndpointServices & Pick<Services, keyof Base | "storage" | "signer">) =>
  endpoint(
    forClients(services),
    { name, problemPage: (_, refused) => Promise.resolve(problemAsOAuth(refused)) },
    (request) =>
      answeringFaults(services.observer, name, async () => {
        const read = readExchange(request);
        if ("refused" in read) return read.refused;
        const outcome = await exchangeGrant(services, read.exchange);
        services.observer.audit(name, {
          outcome: outcome.kind,
          ...(outcome.kind === "exchanged" && { client: outcome.clientId, recipient: outcome.recipientKey }),
          ...(outcome.kind === "invalid-grant" && { replayed: outcome.replayed }),
        });
        return exchangedReply(outcome);
      }),
  );

export const route = serving({ storage, signer }, create);
