import { accountProblem } from "../factors/account/account-problem.ts";
import { auditFactor } from "../factors/account/audit-factor.ts";
import { renewCodes } from "../factors/account/change.ts";
import { formOfAccount, refuseOnAccount, showRenewedCodes } from "../factors/account-page/show-account.ts";
import { shownBackupCode } from "../factors/backup-codes.ts";
import { renewBackupCodesBody } from "../factors/factor-bodies.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

const NAME = "renew-backup-codes";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: NAME,
      body: renewBackupCodesBody,
      fromForm: formOfAccount(services, () => ({})),
      problemPage: (request, problem) => refuseOnAccount(services, request, problem),
    },
    async (request) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await renewCodes(services, credential.value);
      const within = outcome.kind === "renewed" ? outcome.session : undefined;
      auditFactor(services.observer, NAME, { outcome: outcome.kind, within });
      if (outcome.kind !== "renewed") return accountProblem(outcome);
      return request.form
        ? showRenewedCodes(services, request, outcome.backupCodes)
        : json(200, { backupCodes: outcome.backupCodes.map(shownBackupCode) });
    },
  );

export const route = serving({ storage, keys, cookies }, create);
