import { requestCode } from "../flows/request-code.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { isProblem, refusalProblem } from "../http/problem.ts";
import { json, seeOther } from "../http/reply.ts";
import { requestCodeBody } from "../http/schemas.ts";
import { readIdempotencyKey, recipientFields } from "../http/request-form.ts";
import { showRequest } from "../http/show-request.ts";
import { challengeView } from "../http/views.ts";
import { cookies, keys, lambda, type Services, storage } from "../services.ts";

export const create = (
  services: Omit<Services, "signer" | "queue" | "providers" | "compose" | "readChange">,
) =>
  endpoint(
    services,
    {
      name: "request-code",
      body: requestCodeBody,
      fromForm: async (request, fields) =>
        (await guardForm(services, request, fields)) ?? recipientFields(fields),
      problemPage: (request, problem) => showRequest(services, request, problem),
    },
    async (request, body) => {
      const idempotencyKey = readIdempotencyKey(request);
      if (isProblem(idempotencyKey)) return idempotencyKey;
      const outcome = await requestCode(services, { ...body, ...idempotencyKey, sourceIp: request.sourceIp });
      services.observer.audit("request-code", { outcome: outcome.kind });
      services.observer.count("requests", { outcome: outcome.kind });
      if (outcome.kind !== "accepted") return refusalProblem(outcome, services.settings);
      const { challengeId, challenge } = outcome;
      if (!request.form) return json(202, challengeView(challengeId, challenge, services.clock()));
      return seeOther(`${request.basePath}/otp/verify`, [
        services.cookies.set("challenge", challengeId, 600),
      ]);
    },
  );

export const handler = lambda("request-code", { storage, keys, cookies }, create);
