import { SocialMessagingClient } from "@aws-sdk/client-socialmessaging";
import type { Providers } from "../../delivery/port.ts";
import { awsWhatsappProvider } from "../../delivery/providers/aws-whatsapp.ts";
import { twilioWhatsappProvider } from "../../delivery/providers/twilio.ts";
import { webhookProvider } from "../../delivery/providers/webhook.ts";
import { twilioCallbackUrl } from "../../receipts/twilio-status.ts";
import { type Base, CALL } from "../base.ts";
import { channelProviders, credentials } from "../providers.ts";

export function whatsappProviders(base: Base): Providers {
  const logins = credentials(base);
  const statusCallback = twilioCallbackUrl(base.publicUrl);
  return channelProviders(base, "whatsapp", {
    "twilio-whatsapp": (options) => twilioWhatsappProvider(options, { credentials: logins, statusCallback }),
    "aws-whatsapp": (options) => awsWhatsappProvider(new SocialMessagingClient(CALL), options),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock: base.clock }),
  });
}
