import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { signer } from "../compose/parts.ts";

/**
 * Keys are published two hours before they sign, so a cache does no harm to new ones. A leaked one has to go: nobody
 * believes it for longer than this, and what this process has read.
 */
const CACHEABLE = { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };

export const create = (services: EndpointServices & Pick<Services, "signer">) =>
  endpoint(services, { name: "publish-keys" }, async () => {
    const published = await services.signer.publicKeys();
    return json(
      200,
      { keys: published },
      { headers: { ...CACHEABLE, "content-type": "application/jwk-set+json" } },
    );
  });

export const route = servingReads({ signer }, create);
