import { auditPasskey } from "../factors/passkeys/audit-passkey.ts";
import { fieldsNamed } from "../factors/passkeys/change-form.ts";
import { renamePasskey } from "../factors/passkeys/enrol.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { passkeyProblem } from "../factors/passkeys/passkey-problem.ts";
import { afterChange, refuseChange } from "../factors/passkeys/show-passkeys.ts";
import { renamePasskeyBody } from "../factors/passkeys/schemas.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { noContent } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "rename-passkey",
      body: renamePasskeyBody,
      fromForm: fieldsNamed(services, ["id", "name"]),
      problemPage: (request, problem) => refuseChange(services, request, problem),
    },
    async (request, body) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await renamePasskey(services, credential.value, body);
      auditPasskey(services.observer, "rename-passkey", outcome);
      if (outcome.kind !== "changed") return passkeyProblem(outcome);
      return request.form ? afterChange(services, request) : noContent();
    },
  );

export const route = serving({ storage, keys, cookies }, create);
