import { accountProblem } from "../factors/account/account-problem.ts";
import { accountView } from "../factors/account-page/account-view.ts";
import { readAccount } from "../factors/account-page/read-account.ts";
import { showAccount, showAccountSignIn } from "../factors/account-page/show-account.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

const NAME = "show-account";

export const create = (services: Reading<PageServices>) =>
  endpoint(
    services,
    {
      name: NAME,
      get: "page",
      problemPage: (request, problem) => Promise.resolve(showAccountSignIn(services, request, problem)),
    },
    async (request) => {
      const { cookies: jar, observer, settings, clock } = services;
      const account = await readAccount(services, readCredential(jar, request)?.value);
      if (!account) return accountProblem({ kind: "no-session" });
      // What can be read is shown; an operator has to learn of the rest.
      for (const fault of account.damaged) observer.fault(NAME, fault);
      if (request.prefersHtml) return showAccount(services, request, account);
      return json(200, accountView(account, settings, clock()));
    },
  );

export const route = servingReads({ storage, keys, cookies }, create);
