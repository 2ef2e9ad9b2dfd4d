import { cancelChallenge } from "../flows/cancel-challenge.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { refusalProblem } from "../http/problem.ts";
import { cancelChallengeBody } from "../http/schemas.ts";
import { whoClicked } from "../http/who-clicked.ts";
import { showClicked, showNothingStopped } from "../pages/show-not-me.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

// The token is the authority to cancel: a form from elsewhere could do no more than the link.
export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "cancel-challenge",
      body: cancelChallengeBody,
      fromForm: (_, { t }) => Promise.resolve({ t }),
      problemPage: (request, problem) => Promise.resolve(showNothingStopped(services, request, problem)),
    },
    async (request, { t }) => {
      const outcome = await cancelChallenge(services, t, () => whoClicked(services, request));
      audited(services.observer, "cancel-challenge", outcome);
      if (outcome.kind === "challenge-not-found") return refusalProblem(outcome, services.settings);
      return showClicked(services, request, t, outcome);
    },
  );

export const route = serving({ storage, keys, cookies }, create);
