import { requestCode } from "../flows/request-code.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { readIdempotencyKey, recipientFields } from "../http/request-form.ts";
import { requestCodeBody } from "../http/schemas.ts";
import { readAskedFields } from "../http/transaction-fields.ts";
import { readCallerAndApp } from "../pages/asking-app.ts";
import { refuseRequest, switchLanguage } from "../pages/show-request.ts";
import { requestAccepted } from "../pages/accepted.ts";
import type { PageServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { botCheck, cookies, keys, locales, spendMemory, storage } from "../compose/parts.ts";

export const create = (services: PageServices & Pick<Services, "locales" | "botCheck" | "spendMemory">) =>
  endpoint(
    services,
    {
      name: "request-code",
      body: requestCodeBody,
      instead: (request, form) => switchLanguage(services, request, form),
      fromForm: async (request, form) =>
        (await guardForm(services, request, form, "first")) ?? recipientFields(form),
      problemPage: (request, problem) => refuseRequest(services, request, problem),
    },
    async (request, body) => {
      const idempotency = readIdempotencyKey(request);
      if (isProblem(idempotency)) return idempotency;
      const origin = readAskedFields(request, body, services.settings);
      if (isProblem(origin)) return origin;
      const caller = await readCallerAndApp(services, request, body.deviceToken);
      const outcome = await requestCode(services, { ...body, ...idempotency, ...caller, ...origin });
      audited(services.observer, "request-code", outcome);
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      return requestAccepted(services, request, body, outcome);
    },
  );

export const route = serving({ storage, keys, cookies, locales, botCheck, spendMemory }, create);
