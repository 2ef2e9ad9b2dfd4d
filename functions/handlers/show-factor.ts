import { showFactor } from "../factors/sign-in/show-factor.ts";
import { endpoint } from "../http/endpoint.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(services, { name: "show-factor", get: "page" }, (request) => showFactor(services, request));

export const route = servingReads({ storage, keys, cookies }, create);
