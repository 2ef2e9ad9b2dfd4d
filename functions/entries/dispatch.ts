import { lambda } from "../compose/base.ts";
import { outbound, queue, readChange, readFactorChange, storage } from "../compose/parts.ts";
import { create } from "../handlers/dispatch.ts";

export const handler = await lambda(
  "dispatch",
  { storage, queue, outbound, readChange, readFactorChange },
  create,
);
