import { authorize } from "../oidc/authorize.ts";
import { authorizeReply } from "../oidc/authorize-reply.ts";
import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../oidc/onward.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

/** @see OpenID Connect Core 1.0, section 3.1.2 */
export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "authorize",
      get: "step",
      problemPage: (request, refused) => Promise.resolve(wrongLink(services, request, refused)),
    },
    async (request) => {
      if (request.method === "POST") return askAgainByAddress(request, "/otp/authorize");
      const held = (name: "session" | "waiting") => services.cookies.read(request.header("cookie"), name);
      const outcome = await authorize(services, {
        parameters: request.query,
        waiting: held("waiting"),
        sessionToken: held("session"),
      });
      services.observer.audit("authorize", {
        outcome: outcome.kind,
        ...("client" in outcome && { client: outcome.client.id }),
        ...(outcome.kind === "authorized" && { recipient: outcome.recipientKey }),
      });
      return authorizeReply(services, request, outcome);
    },
  );

export const route = serving({ storage, keys, cookies }, create);
