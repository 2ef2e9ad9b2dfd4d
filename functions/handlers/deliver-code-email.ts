import { checkCredentials, compose, emailProviders, keys, lambda, postpone, storage } from "../services.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("email");

export const handler = lambda(
  "deliver-code",
  { storage, postpone, keys, providers: emailProviders, compose },
  create,
);
