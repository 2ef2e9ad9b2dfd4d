import { endpoint } from "../http/endpoint.ts";
import { showChallenge } from "../pages/show-challenge.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "show-verify", get: "page" }, (request) => showChallenge(services, request));

export const route = serving({ storage, keys, cookies }, create);
