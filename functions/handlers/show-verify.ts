import { endpoint } from "../http/endpoint.ts";
import { showChallenge } from "../pages/show-challenge.ts";
import type { PageServices } from "../compose/base.ts";
import { endpointLambda } from "../compose/pages.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "show-verify", get: "page" }, (request) => showChallenge(services, request));

export const handler = await endpointLambda("show-verify", { storage, keys, cookies }, create);
