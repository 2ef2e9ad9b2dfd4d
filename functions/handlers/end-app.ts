import { endApp } from "../factors/account-page/end.ts";
import { endReply } from "../factors/account-page/end-reply.ts";
import { formOfAccount, refuseOnAccount } from "../factors/account-page/show-account.ts";
import { endAppBody } from "../factors/factor-bodies.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

const NAME = "end-app";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: NAME,
      body: endAppBody,
      fromForm: formOfAccount(services, ({ clientId }) => ({ clientId })),
      problemPage: (request, problem) => refuseOnAccount(services, request, problem),
    },
    async (request, { clientId }) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await endApp(services, credential.value, clientId);
      return endReply(services, request, NAME, outcome, "app-ended");
    },
  );

export const route = serving({ storage, keys, cookies }, create);
