import { compose, smsProviders, keys, lambda, storage } from "../services.ts";
import { create } from "./deliver-code.ts";

export const handler = await lambda(
  "deliver-code",
  { storage, keys, providers: smsProviders, compose },
  create,
);
