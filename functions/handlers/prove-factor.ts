import { signInProof } from "../factors/account/enroller-proof.ts";
import { proveFactorBody } from "../factors/factor-bodies.ts";
import { factorLockedProblem } from "../factors/factor-reply.ts";
import { raiseReply } from "../factors/raise-reply.ts";
import { proveFactor } from "../factors/prove-factor.ts";
import { factorFields } from "../factors/sign-in/factor-fields.ts";
import { refuseFactor } from "../factors/sign-in/show-factor.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { signedInReply } from "../pages/signed-in.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "prove-factor",
      body: proveFactorBody,
      fromForm: async (request, form) =>
        (await guardForm(services, request, form)) ?? factorFields(services, request, form),
      problemPage: (request, problem) => refuseFactor(services, request, problem),
    },
    async (request, { challengeId, factorToken, ...body }) => {
      const signIn = signInProof({ challengeId, factorToken });
      if (!signIn) return raiseReply(services, request, body);
      if (isProblem(signIn)) return signIn;
      const remember = request.form || body.remember === true;
      const outcome = await proveFactor(services, { ...body, ...signIn, remember });
      audited(services.observer, "prove-factor", outcome);
      if (outcome.kind === "factor-locked") return factorLockedProblem(outcome.factors);
      if (outcome.kind !== "approved") return refusalProblem(outcome, services.settings);
      return signedInReply(services, request, signIn.challengeId, outcome);
    },
  );

export const route = serving({ storage, keys, signer, cookies }, create);
