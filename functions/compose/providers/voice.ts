import type { Providers } from "../../delivery/port.ts";
import { awsVoiceProvider } from "../../delivery/providers/aws-voice.ts";
import { webhookProvider } from "../../delivery/providers/webhook.ts";
import type { Base } from "../base.ts";
import { messagingClient } from "../messaging-client.ts";
import { channelProviders, credentials } from "../providers.ts";

export function voiceProviders(base: Base): Providers {
  const logins = credentials(base);
  return channelProviders(base, "voice", {
    "aws-voice": (options) =>
      awsVoiceProvider(
        messagingClient(),
        // A call is said twice, and is over within two minutes: it must not cost more than what it counts.
        { maxPricePerMinuteUsd: base.settings.channels.sms.spend.callUsd / 2, ...options },
        base.config.messagingConfigurationSet,
      ),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock: base.clock }),
  });
}
