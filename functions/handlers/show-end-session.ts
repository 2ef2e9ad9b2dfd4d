import { endpoint } from "../http/endpoint.ts";
import { askAgainByAddress, wrongLink } from "../http/onward.ts";
import { showEndSession } from "../http/show-end-session.ts";
import { cookies, keys, lambda, type PageServices, storage } from "../services.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "show-end-session",
      problemPage: (request, refused) => Promise.resolve(wrongLink(services, request, refused)),
    },
    async (request) =>
      request.method === "POST"
        ? askAgainByAddress(request, "/otp/end-session")
        : showEndSession(services, request),
  );

export const handler = await lambda("show-end-session", { storage, keys, cookies }, create);
