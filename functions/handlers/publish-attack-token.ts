import { attackTokenHash } from "../http/attack-token.ts";
import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

/**
 * The hash of the token that the owner's attacks have to show. Never the token: everybody reads this, and a program that
 * attacks would take it from here for any stage that has one. Beside it who is sent codes: the attacks make up addresses of
 * strangers only where none of them is sent anything.
 */
export const create = (services: EndpointServices) =>
  endpoint(services, { name: "publish-attack-token" }, () => {
    const { attackToken: token, registration } = services.settings;
    return Promise.resolve(
      token === undefined
        ? problem("not-found", "There is nothing at this path.")
        : json(200, { tokenSha256: attackTokenHash(token), registration }),
    );
  });

export const route = servingReads({}, create);
