import { readUser } from "../oidc/read-user.ts";
import { bearerToken } from "../http/bearer.ts";
import { endpoint } from "../http/endpoint.ts";
import { answeringFaults, problemAsOAuth } from "../oidc/oauth-error.ts";
import { userReply } from "../oidc/user-reply.ts";
import { type Base, type EndpointServices, forClients, type Services } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { keys, signer, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

const name = "read-user";

/** @see OpenID Connect Core 1.0, section 5.3 */
export const create = (
  services: Reading<EndpointServices & Pick<Services, keyof Base | "storage" | "keys" | "signer">>,
) =>
  endpoint(forClients(services), { name, problemAs: problemAsOAuth }, (request) =>
    answeringFaults(services.observer, name, async () => {
      const token = bearerToken(request);
      return userReply(token === undefined ? { kind: "no-token" } : await readUser(services, token));
    }),
  );

export const route = servingReads({ storage, keys, signer }, create);
