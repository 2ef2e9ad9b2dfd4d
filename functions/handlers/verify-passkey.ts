import { auditPasskey } from "../factors/passkeys/audit-passkey.ts";
import { assertionField } from "../factors/passkeys/assertion-field.ts";
import { boundTo } from "../factors/passkeys/bind.ts";
import { refused } from "../factors/passkeys/find-passkey.ts";
import { noPasskeys, passkeyProblem } from "../factors/passkeys/passkey-problem.ts";
import { assertionOf } from "../factors/passkeys/responses.ts";
import { verifyPasskeyBody } from "../factors/passkeys/schemas.ts";
import { signInByPasskey } from "../factors/passkeys/sign-in.ts";
import { passkeySignedIn } from "../factors/passkeys/signed-in-reply.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm } from "../http/guard.ts";
import { refuseRequest } from "../pages/show-request.ts";
import { passkeyParty } from "../settings/passkeys.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "verify-passkey",
      body: verifyPasskeyBody,
      fromForm: async (request, fields) =>
        (await guardForm(services, request, fields, "first")) ?? assertionField(fields),
      problemPage: (request, problem) => refuseRequest(services, request, problem),
    },
    async (request, { assertion, verifier }) => {
      const party = passkeyParty(services.settings.factors.passkeys, services.publicUrl);
      if (!party) return noPasskeys();
      const binding = boundTo(services, request, verifier);
      const input = binding && { response: assertionOf(assertion), binding };
      const outcome = input ? await signInByPasskey(services, party, input) : refused("challenge");
      auditPasskey(services.observer, "verify-passkey", outcome);
      return outcome.kind === "approved"
        ? passkeySignedIn(services, request, outcome)
        : passkeyProblem(outcome);
    },
  );

export const route = serving({ storage, keys, signer, cookies }, create);
