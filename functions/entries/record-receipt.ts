import { lambda } from "../compose/base.ts";
import { storage } from "../compose/parts.ts";
import { create } from "../handlers/record-receipt.ts";

export const handler = await lambda("record-receipt", { storage }, create);
