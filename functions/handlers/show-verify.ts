import { endpoint } from "../http/endpoint.ts";
import { showChallenge } from "../pages/show-challenge.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(services, { name: "show-verify", get: "page" }, (request) => showChallenge(services, request));

export const route = servingReads({ storage, keys, cookies }, create);
