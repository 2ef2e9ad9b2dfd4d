import { requestCode } from "../flows/request-code.ts";
import { audited } from "../http/audit.ts";
import { readCaller } from "../http/caller.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { readIdempotencyKey, recipientFields } from "../http/request-form.ts";
import { requestCodeBody } from "../http/schemas.ts";
import { readServerFields } from "../http/server-fields.ts";
import { acceptedReply } from "../http/accepted.ts";
import { showRequest } from "../pages/show-request.ts";
import type { PageServices, Services } from "../compose/base.ts";
import { endpointLambda } from "../compose/pages.ts";
import { cookies, keys, locales, storage } from "../compose/parts.ts";

export const create = (services: PageServices & Pick<Services, "locales">) =>
  endpoint(
    services,
    {
      name: "request-code",
      body: requestCodeBody,
      fromForm: async (request, form) => (await guardForm(services, request, form)) ?? recipientFields(form),
      problemPage: (request, problem) => showRequest(services, request, problem),
    },
    async (request, body) => {
      const idempotency = readIdempotencyKey(request);
      if (isProblem(idempotency)) return idempotency;
      const origin = readServerFields(request, body);
      if (isProblem(origin)) return origin;
      const said = { ...body, ...idempotency, ...readCaller(request, services.locales), ...origin };
      const outcome = await requestCode(services, said);
      audited(services.observer, "request-code", outcome);
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      return acceptedReply(services, request, outcome, "/otp/verify");
    },
  );

export const handler = await endpointLambda("request-code", { storage, keys, cookies, locales }, create);
