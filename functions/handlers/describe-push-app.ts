import { pushApp } from "../pages/push-app.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

const HEADERS = { "content-type": "application/manifest+json", "cache-control": "public, max-age=3600" };

/** What an iPhone puts on its home screen: only from there it lets a page show notifications. */
export const create = (services: EndpointServices) =>
  endpoint(services, { name: "describe-push-app" }, ({ basePath }) =>
    Promise.resolve(json(200, pushApp(services.settings.brand, basePath), { headers: HEADERS })),
  );

export const route = servingReads({}, create);
