import { listPushes } from "../factors/push/list-pushes.ts";
import { pushProblem } from "../factors/push/push-problem.ts";
import { pushView } from "../factors/push/push-view.ts";
import { showPushes } from "../factors/push/show-pushes.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import { showSignedOut } from "../pages/show-session.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(
    services,
    {
      name: "show-pushes",
      get: "page",
      problemPage: (request, problem) => Promise.resolve(showSignedOut(services, request, problem)),
    },
    async (request) => {
      const listed = await listPushes(services, readCredential(services.cookies, request)?.value);
      if (!listed) return pushProblem({ kind: "no-session" });
      if (request.prefersHtml) return showPushes(services, request, listed);
      const { publicKey, browsers, mayChange } = listed;
      return json(200, { publicKey, browsers: browsers.map(pushView), mayChange });
    },
  );

export const route = servingReads({ storage, keys, cookies }, create);
