import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { signer } from "../compose/parts.ts";

/** Keys are published two hours before they sign, so an hour in a cache does no harm. */
const CACHEABLE = { "cache-control": "public, max-age=3600", "access-control-allow-origin": "*" };

export const create = (services: EndpointServices & Pick<Services, "signer">) =>
  endpoint(services, { name: "publish-keys" }, async () => {
    const published = await services.signer.publicKeys();
    return json(
      200,
      { keys: published },
      { headers: { ...CACHEABLE, "content-type": "application/jwk-set+json" } },
    );
  });

export const route = serving({ signer }, create);
