import { endpoint } from "../http/endpoint.ts";
import { SCRIPT, SCRIPT_VERSION } from "../pages/script.ts";
import { type EndpointServices, lambda } from "../services.ts";

/** A page of a version names its script by it; what another version serves there must not stay. */
const cacheFor = (version: string | undefined) =>
  version === SCRIPT_VERSION ? "public, max-age=31536000, immutable" : "no-store";

export const create = (services: EndpointServices) =>
  endpoint(services, { name: "serve-script" }, ({ query }) =>
    Promise.resolve({
      status: 200,
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": cacheFor(query.v) },
      body: SCRIPT,
    }),
  );

export const handler = await lambda("serve-script", {}, create);
