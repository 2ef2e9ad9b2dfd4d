import { verifyCode } from "../flows/verify-code.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { refusalProblem } from "../http/problem.ts";
import { verifyCodeBody } from "../http/schemas.ts";
import { factorRequiredReply } from "../pages/factor-required.ts";
import { challengeFields, refuseOnChallenge } from "../pages/show-challenge.ts";
import { signedInReply } from "../pages/signed-in.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "verify-code",
      body: verifyCodeBody,
      fromForm: async (request, form) =>
        (await guardForm(services, request, form)) ??
        challengeFields(services, request, form, { code: form.code }),
      problemPage: (request, problem) => refuseOnChallenge(services, request, problem),
    },
    async (request, body) => {
      // A browser has room for it on our own pages, a program says whether it has.
      const outcome = await verifyCode(services, {
        ...body,
        remember: request.form || body.remember === true,
      });
      audited(services.observer, "verify-code", outcome);
      if (outcome.kind === "factor-required")
        return factorRequiredReply(services, request, body.challengeId, outcome);
      if (outcome.kind !== "approved") return refusalProblem(outcome, services.settings);
      return signedInReply(services, request, body.challengeId, outcome);
    },
  );

export const route = serving({ storage, keys, signer, cookies }, create);
