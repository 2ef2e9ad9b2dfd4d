import { verifyCode } from "../flows/verify-code.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { problem, refusalProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import { verifyCodeBody } from "../http/schemas.ts";
import { heldChallenge, showChallenge } from "../http/show-challenge.ts";
import { signedInReply } from "../http/signed-in.ts";
import { approvedView } from "../http/views.ts";
import { cookies, keys, lambda, type Services, signer, storage } from "../services.ts";

export const create = (services: Omit<Services, "queue" | "providers" | "compose" | "readChange">) =>
  endpoint(
    services,
    {
      name: "verify-code",
      body: verifyCodeBody,
      async fromForm(request, fields) {
        const challengeId = heldChallenge(services.cookies, request);
        const foreign = await guardForm(services, request, fields);
        if (foreign) return foreign;
        return challengeId === ""
          ? problem("challenge-not-found", "Ask for a new code.")
          : { challengeId, code: fields.code };
      },
      problemPage: (request, refused) => showChallenge(services, request, refused),
    },
    async (request, body) => {
      const outcome = await verifyCode(services, body);
      const whose =
        "challenge" in outcome
          ? { recipient: outcome.challenge.recipientKey, channel: outcome.challenge.channel }
          : {};
      services.observer.audit("verify-code", { outcome: outcome.kind, ...whose });
      services.observer.count("verifications", { outcome: outcome.kind });
      if (outcome.kind !== "approved") return refusalProblem(outcome, services.settings);
      return signedInReply(services, request, outcome, (now) => json(200, approvedView(outcome, now)));
    },
  );

export const handler = lambda("verify-code", { storage, keys, signer, cookies }, create);
