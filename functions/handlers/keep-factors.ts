import { keepByLink } from "../flows/cancel-reset.ts";
import { showKept, showNotKept } from "../factors/reset/show-keep.ts";
import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { cancelChallengeBody } from "../http/schemas.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

// The token is the authority to keep them: a form from elsewhere could do no more than the link.
export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "keep-factors",
      body: cancelChallengeBody,
      fromForm: (_, { t }) => Promise.resolve({ t }),
      problemPage: (request, refused) => Promise.resolve(showNotKept(services, request, refused)),
    },
    async (request, { t }) => {
      const { kind } = await keepByLink(services, t);
      services.observer.audit("keep-factors", { outcome: kind });
      if (kind === "unknown")
        return problem("not-found", "This link stops nothing. Open it from the message as it is.");
      return showKept(request, t);
    },
  );

export const route = serving({ storage, keys, cookies }, create);
