import { endpoint } from "../http/endpoint.ts";
import { showRequest } from "../http/show-request.ts";
import { cookies, keys, lambda, type Services } from "../services.ts";

export const create = (services: Pick<Services, "settings" | "observer" | "keys" | "cookies" | "random">) =>
  endpoint(services, { name: "show-request" }, (request) => showRequest(services, request));

export const handler = lambda("show-request", { keys, cookies }, create);
