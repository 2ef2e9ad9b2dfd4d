import { delivererLambda } from "../compose/deliverer.ts";
import { pushProviders } from "../compose/providers/push.ts";
import { create } from "../handlers/deliver-code.ts";

export const handler = await delivererLambda("push", pushProviders, create);
