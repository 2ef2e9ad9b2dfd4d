import type { ProviderName } from "../functions/delivery/options.ts";
import { carriersOf, isEnabled } from "../functions/settings.ts";
import type { Channel } from "../functions/domain/channel.ts";
import type { StageConfig } from "./stage-schema.ts";

/** Whether a channel of the stage is on and may send through a provider. */
export function sendsThrough({ settings }: StageConfig, channel: Channel, provider: ProviderName): boolean {
  return isEnabled(settings, channel) && carriersOf(settings, channel).some(({ use }) => use === provider);
}

/** Whether the stage sends through AWS End User Messaging to phone numbers. */
export function sendsMessages(config: StageConfig): boolean {
  return sendsThrough(config, "sms", "aws-sms") || sendsThrough(config, "voice", "aws-voice");
}

/** Whether AWS reports if some message arrived: SES does by itself, SNS where its logs are on, End User Messaging by itself, and of WhatsApp where its topic is named. */
export function readsReceipts(config: StageConfig): boolean {
  return (
    sendsThrough(config, "email", "ses") ||
    logsSms(config) ||
    sendsMessages(config) ||
    sendsThrough(config, "whatsapp", "aws-whatsapp")
  );
}

/** Whether the stage has SNS write down if SMS arrived. */
export function logsSms(config: StageConfig): boolean {
  return config.smsAccount?.deliveryLogs === true && sendsThrough(config, "sms", "sns");
}
