import { endpoint } from "../http/endpoint.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

/** What shows notifications in a browser. A browser looks for a newer one by itself, and may run none that is kept. */
export const create = (services: EndpointServices) =>
  endpoint(services, { name: "serve-push-worker" }, () => {
    const headers = { "content-type": "text/javascript; charset=utf-8" };
    return Promise.resolve({ status: 200, headers, body: services.pageFiles.pushWorker() });
  });

export const route = servingReads({}, create);
