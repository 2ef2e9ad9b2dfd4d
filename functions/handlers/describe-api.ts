import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import { readApiDescription } from "../compose/api-description.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

const CACHEABLE = { "cache-control": "public, max-age=3600", "access-control-allow-origin": "*" };

/** @see https://spec.openapis.org/oas/v3.1.1 */
export const create = (services: EndpointServices) => {
  let own: object | undefined;
  return endpoint(services, { name: "describe-api" }, () => {
    own ??= { ...readApiDescription(), servers: [{ url: services.publicUrl }] };
    return Promise.resolve(json(200, own, { headers: CACHEABLE }));
  });
};

export const route = servingReads({}, create);
