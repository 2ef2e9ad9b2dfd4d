import { checkCredentials, compose, smsProviders, keys, lambda, postpone, storage } from "../services.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("sms");

export const handler = lambda(
  "deliver-code",
  { storage, postpone, keys, providers: smsProviders, compose },
  create,
);
