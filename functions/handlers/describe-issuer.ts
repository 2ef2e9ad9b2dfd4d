import { describeIssuer } from "../oidc/describe-issuer.ts";
import { reachableAcrs } from "../oidc/reachable-acrs.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

const CACHEABLE = { "cache-control": "public, max-age=3600", "access-control-allow-origin": "*" };

export const create = (services: EndpointServices & Pick<Services, "issuer">) =>
  endpoint(services, { name: "describe-issuer" }, () =>
    Promise.resolve(json(200, describeIssuer(services.issuer, stageOf(services)), { headers: CACHEABLE })),
  );

function stageOf({ pageFiles, settings, publicUrl }: EndpointServices) {
  return { locales: pageFiles.locales, acrs: reachableAcrs(settings, publicUrl) };
}

export const route = servingReads({}, create);
