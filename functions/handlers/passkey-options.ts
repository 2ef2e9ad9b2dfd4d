import { endpoint } from "../http/endpoint.ts";
import { passkeyOptionsBody } from "../factors/passkeys/schemas.ts";
import { optionsReply } from "../factors/passkeys/options-reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "passkey-options", body: passkeyOptionsBody }, (request, body) =>
    optionsReply(services, request, body),
  );

export const route = serving({ storage, keys, cookies }, create);
