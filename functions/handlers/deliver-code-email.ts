import { checkCredentials, emailProviders } from "../provider-services.ts";
import { compose, keys, lambda, postpone, storage } from "../services.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("email");

export const handler = await lambda(
  "deliver-code",
  { storage, postpone, keys, providers: emailProviders, compose },
  create,
);
