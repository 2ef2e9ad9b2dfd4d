import { checkCredentials, whatsappProviders } from "../compose/providers.ts";
import { lambda } from "../compose/base.ts";
import { compose, keys, postpone, storage } from "../compose/parts.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("whatsapp");

export const handler = await lambda(
  "deliver-code",
  { storage, postpone, keys, providers: whatsappProviders, compose },
  create,
);
