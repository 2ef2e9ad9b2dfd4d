import { accountProblem } from "../factors/account/account-problem.ts";
import { auditEnrolment } from "../factors/account/audit-enrolment.ts";
import { confirmEnrolment } from "../factors/account/confirm.ts";
import { enrolledReply } from "../factors/account/enrolled-reply.ts";
import { enrollerProof } from "../factors/account/enroller-proof.ts";
import { refuseSetUp, setUpFields } from "../factors/account/show-set-up.ts";
import { confirmTotpBody } from "../factors/factor-bodies.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem } from "../http/problem.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

const NAME = "confirm-totp";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: NAME,
      body: confirmTotpBody,
      fromForm: async (request, form) =>
        (await guardForm(services, request, form)) ?? setUpFields(services, request, form),
      problemPage: (request, problem) => refuseSetUp(services, request, problem),
    },
    async (request, { name = "Authenticator", ...body }) => {
      const proof = enrollerProof(services, request, body);
      if (isProblem(proof)) return proof;
      const remember = request.form;
      const outcome = await confirmEnrolment(services, proof, { ...body, name, remember });
      auditEnrolment(services.observer, NAME, outcome);
      if (outcome.kind !== "enrolled") return accountProblem(outcome);
      return enrolledReply(services, request, body.challengeId, outcome);
    },
  );

export const route = serving({ storage, keys, signer, cookies }, create);
