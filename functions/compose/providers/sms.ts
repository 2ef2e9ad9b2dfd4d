import { SNSClient } from "@aws-sdk/client-sns";
import type { Providers } from "../../delivery/port.ts";
import { awsSmsProvider } from "../../delivery/providers/aws-sms.ts";
import { snsProvider } from "../../delivery/providers/sns.ts";
import { twilioProvider } from "../../delivery/providers/twilio.ts";
import { webhookProvider } from "../../delivery/providers/webhook.ts";
import { twilioCallbackUrl } from "../../receipts/twilio-status.ts";
import { type Base, CALL } from "../base.ts";
import { messagingClient } from "../messaging-client.ts";
import { channelProviders, credentials } from "../providers.ts";

export function smsProviders(base: Base): Providers {
  const logins = credentials(base);
  const statusCallback = twilioCallbackUrl(base.publicUrl);
  return channelProviders(base, "sms", {
    // A try that is not answered may have been sent: each is counted, so the library makes none by itself.
    sns: (options) => snsProvider(new SNSClient({ ...CALL, maxAttempts: 1 }), options),
    "aws-sms": (options) => awsSmsProvider(messagingClient(), options, base.config.messagingConfigurationSet),
    twilio: (options) => twilioProvider(options, { credentials: logins, statusCallback }),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock: base.clock }),
  });
}
