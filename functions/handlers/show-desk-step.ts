import type { PageServices } from "../compose/base.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";
import { servingReads } from "../compose/serve.ts";
import { showStep } from "../desk/sign-in/show-step.ts";
import { endpoint } from "../http/endpoint.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(services, { name: "show-desk-step", get: "page" }, (request) => showStep(services, request));

export const route = servingReads({ storage, keys, cookies }, create);
