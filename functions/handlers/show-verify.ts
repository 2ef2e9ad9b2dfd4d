import { endpoint } from "../http/endpoint.ts";
import { showChallenge } from "../http/show-challenge.ts";
import { cookies, keys, lambda, type PageServices, storage } from "../services.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "show-verify" }, (request) => showChallenge(services, request));

export const handler = await lambda("show-verify", { storage, keys, cookies }, create);
