import { exchangeCode } from "../flows/exchange-code.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../http/oauth-error.ts";
import { exchangedReply, readExchange } from "../http/token-reply.ts";
import { type Base, forClients, lambda, type Services, signer, storage } from "../services.ts";

const name = "exchange-code";

/** @see OpenID Connect Core 1.0, section 3.1.3 */
export const create = (services: Pick<Services, keyof Base | "storage" | "signer">) =>
  endpoint(
    forClients(services),
    { name, problemPage: (_, refused) => Promise.resolve(problemAsOAuth(refused)) },
    (request) =>
      answeringFaults(services.observer, name, async () => {
        const read = readExchange(request);
        if ("refused" in read) return read.refused;
        const outcome = await exchangeCode(services, read.exchange);
        services.observer.audit(name, {
          outcome: outcome.kind,
          ...(outcome.kind === "exchanged" && { client: outcome.clientId, recipient: outcome.recipientKey }),
          ...(outcome.kind === "invalid-grant" && { replayed: outcome.replayed }),
        });
        return exchangedReply(outcome);
      }),
  );

export const handler = await lambda(name, { storage, signer }, create);
