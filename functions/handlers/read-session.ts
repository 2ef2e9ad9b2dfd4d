import { readSession } from "../flows/read-session.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { refusalProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import { showSession, showSignedOut } from "../pages/show-session.ts";
import { sessionView } from "../http/views.ts";
import type { SessionServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<SessionServices>) =>
  endpoint(
    services,
    {
      name: "read-session",
      get: "page",
      problemPage: (request, problem) => Promise.resolve(showSignedOut(services, request, problem)),
    },
    async (request) => {
      const outcome = await readSession(services, readCredential(services.cookies, request)?.value);
      if (outcome.kind !== "active") return refusalProblem(outcome, services.settings);
      return request.prefersHtml
        ? showSession(services, request, outcome.session)
        : json(200, sessionView(outcome));
    },
  );

export const route = servingReads({ storage, keys, signer, cookies }, create);
