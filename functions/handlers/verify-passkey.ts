import { passkeyFormFields, refusePasskey } from "../factors/passkeys/assertion-field.ts";
import { verifyPasskeyBody } from "../factors/passkeys/schemas.ts";
import { verifyReply } from "../factors/passkeys/verify-reply.ts";
import { endpoint } from "../http/endpoint.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "verify-passkey",
      body: verifyPasskeyBody,
      fromForm: (request, fields) => passkeyFormFields(services, request, fields),
      problemPage: (request, problem) => refusePasskey(services, request, problem),
    },
    (request, body) => verifyReply(services, request, body),
  );

export const route = serving({ storage, keys, signer, cookies }, create);
