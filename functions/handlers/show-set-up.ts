import { refuseSetUp, showSetUp } from "../factors/account/show-set-up.ts";
import { endpoint } from "../http/endpoint.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(
    services,
    {
      name: "show-set-up",
      get: "page",
      problemPage: (request, problem) => refuseSetUp(services, request, problem),
    },
    (request) => showSetUp(services, request),
  );

export const route = servingReads({ storage, keys, cookies }, create);
