import { endpoint } from "../http/endpoint.ts";
import { showNotMe } from "../pages/show-not-me.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (
  services: Reading<EndpointServices & Pick<Services, "storage" | "keys" | "cookies" | "clock">>,
) => endpoint(services, { name: "show-not-me", get: "page" }, (request) => showNotMe(services, request));

export const route = servingReads({ storage, keys, cookies }, create);
