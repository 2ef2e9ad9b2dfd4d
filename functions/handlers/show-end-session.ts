import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../oidc/onward.ts";
import { showEndSession } from "../oidc/show-end-session.ts";
import type { AppPageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, hints, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<AppPageServices>) =>
  endpoint(
    services,
    {
      name: "show-end-session",
      get: "page",
      problemPage: (request, refused) =>
        Promise.resolve(wrongLink(services, request, "/otp/end-session", refused)),
    },
    async (request) =>
      request.method === "POST"
        ? askAgainByAddress(request, "/otp/end-session")
        : showEndSession(services, request),
  );

export const route = servingReads({ storage, keys, cookies, hints }, create);
