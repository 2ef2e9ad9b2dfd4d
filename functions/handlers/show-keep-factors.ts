import { showKeep } from "../factors/reset/show-keep.ts";
import { endpoint } from "../http/endpoint.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (
  services: Reading<EndpointServices & Pick<Services, "storage" | "keys" | "cookies" | "clock">>,
) => endpoint(services, { name: "show-keep-factors", get: "page" }, (request) => showKeep(services, request));

export const route = servingReads({ storage, keys, cookies }, create);
