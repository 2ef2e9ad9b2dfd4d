import { askedOf, goOnToStepUp, isConsent, isStepUp } from "../oidc/asked-of.ts";
import { authorize } from "../oidc/authorize.ts";
import { authorizeReply } from "../oidc/authorize-reply.ts";
import { isProblem } from "../http/problem.ts";
import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../oidc/onward.ts";
import type { AppPageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, hints, keys, storage } from "../compose/parts.ts";
import type { KeepingCodes } from "../compose/reading.ts";

/** @see OpenID Connect Core 1.0, section 3.1.2 */
export const create = (services: KeepingCodes<AppPageServices>) =>
  endpoint(
    services,
    {
      name: "authorize",
      get: "step",
      problemPage: (request, refused) =>
        Promise.resolve(wrongLink(services, request, "/otp/authorize", refused)),
    },
    async (request) => {
      if (isStepUp(request)) return goOnToStepUp(services, request);
      if (request.method === "POST" && !isConsent(request))
        return askAgainByAddress(request, "/otp/authorize");
      const asked = await askedOf(services, request);
      if (isProblem(asked)) return asked;
      const outcome = await authorize(services, asked);
      services.observer.audit("authorize", {
        outcome: outcome.kind,
        ...("client" in outcome && { client: outcome.client.id }),
        ...(outcome.kind === "authorized" && { recipient: outcome.recipientKey }),
      });
      return authorizeReply(services, request, outcome);
    },
  );

export const route = serving({ storage, keys, cookies, hints }, create);
