import { lambda } from "../compose/base.ts";
import { postForm, signer } from "../compose/parts.ts";
import { create } from "../handlers/outbound.ts";

export const handler = await lambda("outbound", { signer, postForm }, create);
