import { resendCode } from "../flows/resend-code.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { refusalProblem } from "../http/problem.ts";
import { json, seeOther } from "../http/reply.ts";
import { resendCodeBody } from "../http/schemas.ts";
import { heldChallenge, showChallenge } from "../http/show-challenge.ts";
import { challengeView } from "../http/views.ts";
import { cookies, keys, lambda, type Services, storage } from "../services.ts";

export const create = (
  services: Omit<Services, "signer" | "queue" | "providers" | "compose" | "readChange">,
) =>
  endpoint(
    services,
    {
      name: "resend-code",
      body: resendCodeBody,
      fromForm: async (request, fields) =>
        (await guardForm(services, request, fields)) ?? {
          challengeId: heldChallenge(services.cookies, request) || "none",
        },
      problemPage: (request, problem) => showChallenge(services, request, problem),
    },
    async (request, { challengeId }) => {
      const outcome = await resendCode(services, { challengeId, sourceIp: request.sourceIp });
      services.observer.audit("resend-code", { outcome: outcome.kind });
      services.observer.count("resends", { outcome: outcome.kind });
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      if (request.form) return seeOther(`${request.basePath}/otp/verify?sent=again`);
      return json(202, challengeView(outcome.challengeId, outcome.challenge, services.clock()));
    },
  );

export const handler = lambda("resend-code", { storage, keys, cookies }, create);
