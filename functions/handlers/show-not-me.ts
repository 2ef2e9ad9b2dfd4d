import { endpoint } from "../http/endpoint.ts";
import { showNotMe } from "../http/show-not-me.ts";
import { keys, type EndpointServices, lambda, type Services, storage } from "../services.ts";

export const create = (services: EndpointServices & Pick<Services, "storage" | "keys">) =>
  endpoint(services, { name: "show-not-me" }, (request) => showNotMe(services, request));

export const handler = await lambda("show-not-me", { storage, keys }, create);
