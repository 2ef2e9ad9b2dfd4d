import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../oidc/onward.ts";
import { showEndSession } from "../oidc/show-end-session.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "show-end-session",
      get: "page",
      problemPage: (request, refused) => Promise.resolve(wrongLink(services, request, refused)),
    },
    async (request) =>
      request.method === "POST"
        ? askAgainByAddress(request, "/otp/end-session")
        : showEndSession(services, request),
  );

export const route = serving({ storage, keys, cookies }, create);
