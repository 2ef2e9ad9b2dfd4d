import { endpoint } from "../http/endpoint.ts";
import { shortRequest } from "../http/short-request.ts";
import { showRequest } from "../http/show-request.ts";
import { cookies, keys, lambda, type PageServices } from "../services.ts";

export const create = (services: Omit<PageServices, "storage">) =>
  endpoint(
    services,
    { name: "show-request" },
    async (request) => shortRequest(request) ?? showRequest(services, request),
  );

export const handler = await lambda("show-request", { keys, cookies }, create);
