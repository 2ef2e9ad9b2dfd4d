import { accountProblem } from "../factors/account/account-problem.ts";
import { auditFactor } from "../factors/account/audit-factor.ts";
import { removeAuthenticator } from "../factors/account/change.ts";
import { formOfAccount, refuseOnAccount } from "../factors/account-page/show-account.ts";
import { removedReply } from "../factors/account-page/removed-reply.ts";
import { removeTotpBody } from "../factors/factor-bodies.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

const NAME = "remove-totp";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: NAME,
      body: removeTotpBody,
      fromForm: formOfAccount(services, ({ id }) => ({ id })),
      problemPage: (request, problem) => refuseOnAccount(services, request, problem),
    },
    async (request, { id }) => {
      const { observer } = services;
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await removeAuthenticator(services, credential.value, id);
      if (outcome.kind !== "removed") {
        auditFactor(observer, NAME, { outcome: outcome.kind });
        return accountProblem(outcome);
      }
      const { session: within, fault } = outcome;
      auditFactor(observer, NAME, { outcome: "removed", within, factor: id, fault });
      return removedReply(services, request, outcome);
    },
  );

export const route = serving({ storage, keys, cookies }, create);
