import { delivererLambda } from "../compose/deliverer.ts";
import { voiceProviders } from "../compose/providers/voice.ts";
import { create } from "../handlers/deliver-code.ts";

export const handler = await delivererLambda("voice", voiceProviders, create);
