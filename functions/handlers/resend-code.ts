import { resendCode } from "../flows/resend-code.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { resendCodeBody } from "../http/schemas.ts";
import { readServerFields } from "../http/server-fields.ts";
import { challengeFields, refuseOnChallenge } from "../pages/show-challenge.ts";
import { resendAccepted } from "../pages/accepted.ts";
import type { PageServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, spendMemory, storage } from "../compose/parts.ts";

export const create = (services: PageServices & Pick<Services, "spendMemory">) =>
  endpoint(
    services,
    {
      name: "resend-code",
      body: resendCodeBody,
      fromForm: async (request, form) =>
        (await guardForm(services, request, form)) ??
        challengeFields(services, request, form, { channel: form.channel }),
      problemPage: (request, problem) => refuseOnChallenge(services, request, problem),
    },
    async (request, body) => {
      const origin = readServerFields(request, body);
      if (isProblem(origin)) return origin;
      const outcome = await resendCode(services, { ...body, ...origin });
      audited(services.observer, "resend-code", outcome);
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      return resendAccepted(services, request, outcome);
    },
  );

export const route = serving({ storage, keys, cookies, spendMemory }, create);
