import { delivererLambda } from "../compose/deliverer.ts";
import { whatsappProviders } from "../compose/providers/whatsapp.ts";
import { create } from "../handlers/deliver-code.ts";

export const handler = await delivererLambda("whatsapp", whatsappProviders, create);
