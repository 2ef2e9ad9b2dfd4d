import { endpoint } from "../http/endpoint.ts";
import { showNotMe } from "../pages/show-not-me.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, storage } from "../compose/parts.ts";

export const create = (services: EndpointServices & Pick<Services, "storage" | "keys">) =>
  endpoint(services, { name: "show-not-me", get: "page" }, (request) => showNotMe(services, request));

export const route = serving({ storage, keys }, create);
