import { delivererLambda } from "../compose/deliverer.ts";
import { emailProviders } from "../compose/providers/email.ts";
import { create } from "../handlers/deliver-code.ts";

export const handler = await delivererLambda("email", emailProviders, create);
