import { readUser } from "../oidc/read-user.ts";
import { bearerToken } from "../http/bearer.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { userReply } from "../oidc/user-reply.ts";
import { type Base, type EndpointServices, forClients, type Services } from "../compose/base.ts";
import { endpointLambda } from "../compose/pages.ts";
import { signer, storage } from "../compose/parts.ts";

const name = "read-user";

/** @see OpenID Connect Core 1.0, section 5.3 */
export const create = (services: EndpointServices & Pick<Services, keyof Base | "storage" | "signer">) =>
  endpoint(
    forClients(services),
    { name, problemPage: (_, refused) => Promise.resolve(problemAsOAuth(refused)) },
    (request) =>
      answeringFaults(services.observer, name, async () => {
        const token = bearerToken(request);
        return userReply(token === undefined ? { kind: "no-token" } : await readUser(services, token));
      }),
  );

export const handler = await endpointLambda(name, { storage, signer }, create);
