import { endSessions } from "../factors/account-page/end.ts";
import { endReply } from "../factors/account-page/end-reply.ts";
import { formOfAccount, refuseOnAccount } from "../factors/account-page/show-account.ts";
import { endSessionsBody } from "../factors/factor-bodies.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

const NAME = "end-sessions";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: NAME,
      body: endSessionsBody,
      fromForm: formOfAccount(services, ({ id, others }) => (others === "true" ? { others: true } : { id })),
      problemPage: (request, problem) => refuseOnAccount(services, request, problem),
    },
    async (request, { id }) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const which = id === undefined ? "others" : { id };
      const outcome = await endSessions(services, credential.value, which);
      const notice = id === undefined ? "others-ended" : "session-ended";
      return endReply(services, request, NAME, outcome, notice);
    },
  );

export const route = serving({ storage, keys, cookies }, create);
