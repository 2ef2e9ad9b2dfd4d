import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { showLink } from "../pages/show-link.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys } from "../compose/parts.ts";

/** Mail programs that write links anew make `%23` of the `#`, and some of them do it twice: the page is the same. */
const LINK = /^link(?:(?:#|%(?:25)*23).*)?$/i;

export const create = (services: Omit<PageServices, "storage">) =>
  endpoint(
    services,
    {
      name: "show-link",
      get: "page",
      problemPage: (request, fault) => Promise.resolve(services.faultPage(request, fault)),
    },
    (request) =>
      LINK.test(request.named.link ?? "")
        ? showLink(services, request)
        : Promise.resolve(problem("not-found", "There is nothing at this path.")),
  );

export const route = servingReads({ keys, cookies }, create);
