import {
  checkCredentials,
  compose,
  whatsappProviders,
  keys,
  lambda,
  postpone,
  storage,
} from "../services.ts";
import { create } from "./deliver-code.ts";

await checkCredentials("whatsapp");

export const handler = lambda(
  "deliver-code",
  { storage, postpone, keys, providers: whatsappProviders, compose },
  create,
);
