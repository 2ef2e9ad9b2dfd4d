import { auditPasskey } from "../factors/passkeys/audit-passkey.ts";
import { enrolPasskey } from "../factors/passkeys/enrol.ts";
import { partyOf } from "../factors/passkeys/party.ts";
import { noPasskeys, passkeyProblem } from "../factors/passkeys/passkey-problem.ts";
import { passkeyView } from "../factors/passkeys/passkey-view.ts";
import { registrationOf } from "../factors/passkeys/responses.ts";
import { enrolPasskeyBody } from "../factors/passkeys/schemas.ts";
import { ownCredential } from "../factors/own-credential.ts";
import { askedFrom } from "../http/asked-from.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "enrol-passkey", body: enrolPasskeyBody }, async (request, body) => {
    const party = partyOf(services);
    if (!party) return noPasskeys();
    const credential = ownCredential(services, request);
    if (isProblem(credential)) return credential;
    // Where a user names nothing, the browser says where it was made.
    const name = body.name ?? askedFrom(request.header("user-agent")) ?? "Passkey";
    const input = { response: registrationOf(body.registration), name };
    const outcome = await enrolPasskey(services, party, credential.value, input);
    auditPasskey(services.observer, "enrol-passkey", outcome);
    if (outcome.kind !== "changed") return passkeyProblem(outcome);
    return json(201, { ...passkeyView(outcome.passkey), othersEnded: outcome.fault === undefined });
  });

export const route = serving({ storage, keys, cookies }, create);
