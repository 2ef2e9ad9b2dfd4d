import { resendCode } from "../flows/resend-code.ts";
import { acceptedReply } from "../http/accepted.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { resendCodeBody } from "../http/schemas.ts";
import { readServerFields } from "../http/server-fields.ts";
import { challengeFields, showChallenge } from "../pages/show-challenge.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "resend-code",
      body: resendCodeBody,
      fromForm: async (request, form) =>
        (await guardForm(services, request, form)) ??
        challengeFields(services.cookies, request, { channel: form.channel }),
      problemPage: (request, problem) => showChallenge(services, request, problem),
    },
    async (request, body) => {
      const origin = readServerFields(request, body);
      if (isProblem(origin)) return origin;
      const outcome = await resendCode(services, { ...body, ...origin });
      audited(services.observer, "resend-code", outcome);
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      return acceptedReply(services, request, outcome, "/otp/verify?sent=again");
    },
  );

export const route = serving({ storage, keys, cookies }, create);
