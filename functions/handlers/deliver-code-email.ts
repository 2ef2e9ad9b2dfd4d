import { checkCredentials, emailProviders } from "../compose/providers.ts";
import { lambda } from "../compose/base.ts";
import { compose, keys, postpone, storage } from "../compose/parts.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("email");

export const handler = await lambda(
  "deliver-code",
  { storage, postpone, keys, providers: emailProviders, compose },
  create,
);
