import type { ProviderName, ProviderOptions } from "../delivery/options.ts";
import type { Channel, SettledChannel } from "../domain/channel.ts";

/**
 * Whether a provider fills a template that has room for the code alone. Meta's authentication templates have fixed words,
 * and a code is taken in no other category.
 * @see https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
 */
const CODE_ALONE: Readonly<Record<ProviderName, boolean>> = {
  ses: false,
  smtp: false,
  sendgrid: false,
  sns: false,
  "aws-sms": false,
  "aws-voice": false,
  twilio: false,
  "twilio-whatsapp": true,
  "aws-whatsapp": true,
  "web-push": false,
  webhook: false,
  console: false,
  inbox: false,
};

/** Whether a provider sends the code and nothing else of a message. */
export function sendsCodeAlone({ use }: { readonly use: ProviderName }): boolean {
  return CODE_ALONE[use];
}

/** What is asked of the settings here: each channel's providers. */
interface ChannelSettings {
  readonly channels: Readonly<
    Record<SettledChannel, { readonly providers?: readonly ProviderOptions[] | undefined }>
  >;
}

/**
 * Whether a message of this channel can say what its code confirms.
 * @param country of the number; without it, whether it can anywhere
 */
export function namesTransactions(
  { channels }: ChannelSettings,
  channel: Channel,
  country?: string,
): boolean {
  // Words of our own, as long as they have to be.
  if (channel === "push") return true;
  const { providers = [] } = channels[channel];
  return providers.some((options) => {
    const countries = "countries" in options ? options.countries : undefined;
    const serves = country === undefined || countries === undefined || countries.includes(country);
    return serves && !sendsCodeAlone(options);
  });
}

/** Why a code cannot go a way that {@link namesTransactions} is false for. */
export const SAYS_NO_TRANSACTION = {
  kind: "invalid",
  path: "channel",
  message: "Messages of this channel cannot say what the code confirms. Choose another one.",
} as const;
