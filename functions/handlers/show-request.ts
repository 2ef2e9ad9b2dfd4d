import { endpoint } from "../http/endpoint.ts";
import { shortRequest } from "../oidc/short-request.ts";
import { showRequest } from "../pages/show-request.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys } from "../compose/parts.ts";

export const create = (services: Omit<PageServices, "storage">) =>
  endpoint(
    services,
    { name: "show-request", get: "page" },
    async (request) => shortRequest(request) ?? showRequest(services, request),
  );

export const route = servingReads({ keys, cookies }, create);
