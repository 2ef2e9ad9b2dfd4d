import { cancelChallenge } from "../flows/cancel-challenge.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { refusalProblem } from "../http/problem.ts";
import { noContent, seeOther } from "../http/reply.ts";
import { cancelChallengeBody } from "../http/schemas.ts";
import { showNothingStopped } from "../pages/show-not-me.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, storage } from "../compose/parts.ts";

// The token is the authority, and no cookie plays a part: a form from elsewhere could do no more than the link.
export const create = (services: Omit<PageServices, "cookies">) =>
  endpoint(
    services,
    {
      name: "cancel-challenge",
      body: cancelChallengeBody,
      problemPage: (request, problem) => Promise.resolve(showNothingStopped(services, request, problem)),
    },
    async (request, { t }) => {
      const outcome = await cancelChallenge(services, t);
      audited(services.observer, "cancel-challenge", outcome);
      if (outcome.kind === "challenge-not-found") return refusalProblem(outcome, services.settings);
      return request.form ? seeOther(`${request.basePath}/otp/not-me?t=${t}`) : noContent();
    },
  );

export const route = serving({ storage, keys }, create);
