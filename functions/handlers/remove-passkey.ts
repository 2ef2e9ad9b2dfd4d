import { auditPasskey } from "../factors/passkeys/audit-passkey.ts";
import { fieldsNamed } from "../factors/passkeys/change-form.ts";
import { removePasskey } from "../factors/passkeys/enrol.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { passkeyProblem } from "../factors/passkeys/passkey-problem.ts";
import { afterChange, refuseChange } from "../factors/passkeys/show-passkeys.ts";
import { removePasskeyBody } from "../factors/passkeys/schemas.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "remove-passkey",
      body: removePasskeyBody,
      fromForm: fieldsNamed(services, ["id"]),
      problemPage: (request, problem) => refuseChange(services, request, problem),
    },
    async (request, { id }) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await removePasskey(services, credential.value, id);
      auditPasskey(services.observer, "remove-passkey", outcome);
      if (outcome.kind !== "changed") return passkeyProblem(outcome);
      if (request.form) return afterChange(services, request, "passkey-removed");
      return json(200, { othersEnded: outcome.fault === undefined });
    },
  );

export const route = serving({ storage, keys, cookies }, create);
