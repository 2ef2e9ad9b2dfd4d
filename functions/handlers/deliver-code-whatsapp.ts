import { checkCredentials, whatsappProviders } from "../provider-services.ts";
import { compose, keys, lambda, postpone, storage } from "../services.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("whatsapp");

export const handler = await lambda(
  "deliver-code",
  { storage, postpone, keys, providers: whatsappProviders, compose },
  create,
);
