import { exchangeGrant } from "../oidc/exchange-grant.ts";
import { refreshGrant } from "../oidc/refresh-grant.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { readTokenQuestion, tokenReply } from "../oidc/token-reply.ts";
import { type AppServices, forClients } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, signer, storage } from "../compose/parts.ts";

const name = "exchange-grant";

/** @see OpenID Connect Core 1.0, section 3.1.3, and section 12 for refresh tokens */
export const create = (services: AppServices) =>
  endpoint(forClients(services), { name, problemAs: problemAsOAuth }, (request) =>
    answeringFaults(services.observer, name, async () => {
      const asked = readTokenQuestion(request);
      if (asked.kind === "refused") return asked.reply;
      const outcome =
        asked.kind === "refresh"
          ? await refreshGrant(services, asked.refresh)
          : await exchangeGrant(services, asked.exchange);
      services.observer.audit(name, {
        outcome: outcome.kind,
        ...("clientId" in outcome && { client: outcome.clientId, recipient: outcome.recipientKey }),
        ...(outcome.kind === "invalid-grant" && { replayed: outcome.replayed }),
      });
      return tokenReply(outcome);
    }),
  );

export const route = serving({ storage, keys, signer }, create);
