import { authorize } from "../flows/authorize.ts";
import { authorizeReply } from "../http/authorize-reply.ts";
import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../http/onward.ts";
import { cookies, keys, lambda, type PageServices, storage } from "../services.ts";

/** @see OpenID Connect Core 1.0, section 3.1.2 */
export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "authorize",
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

export const handler = await lambda("authorize", { storage, keys, cookies }, create);
