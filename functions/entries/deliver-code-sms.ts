import { delivererLambda } from "../compose/deliverer.ts";
import { smsProviders } from "../compose/providers/sms.ts";
import { create } from "../handlers/deliver-code.ts";

export const handler = await delivererLambda("sms", smsProviders, create);
