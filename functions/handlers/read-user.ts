import { readUser } from "../flows/read-user.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../http/oauth-error.ts";
import { bearerToken, userReply } from "../http/user-reply.ts";
import { type Base, forClients, lambda, type Services, signer, storage } from "../services.ts";

const name = "read-user";

/** @see OpenID Connect Core 1.0, section 5.3 */
export const create = (services: Pick<Services, keyof Base | "storage" | "signer">) =>
  endpoint(
    forClients(services),
    { name, problemPage: (_, refused) => Promise.resolve(problemAsOAuth(refused)) },
    (request) =>
      answeringFaults(services.observer, name, async () => {
        const token = bearerToken(request);
        return userReply(token === undefined ? { kind: "no-token" } : await readUser(services, token));
      }),
  );

export const handler = await lambda(name, { storage, signer }, create);
