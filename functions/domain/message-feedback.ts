import type { Delivery } from "./challenge.ts";
import type { Channel } from "./channel.ts";

/** Providers that want to hear which of their messages held a code that was used, and the channel that they carry. */
const TOLD: Readonly<Record<string, Channel>> = { "aws-sms": "sms", "aws-voice": "voice" };

/** The message of a code that was used, as its provider knows it. */
export interface UsedMessage {
  readonly provider: string;
  readonly messageId: string;
}

/** States in which a message may have been read; one that failed was not what the user typed the code from. */
const MAY_BE_READ: ReadonlySet<string> = new Set<Delivery["state"]>(["sent", "delivered", "delayed"]);

/** The channel whose deliverer tells a provider of used codes; undefined for one that does not ask. */
export function feedbackChannel(provider: string): Channel | undefined {
  return Object.hasOwn(TOLD, provider) ? TOLD[provider] : undefined;
}

/**
 * What a provider is to be told after an approval: its newest message, since all sends of a challenge have one code.
 * undefined where none asks.
 */
export function usedMessage({
  state,
  provider,
  messageId,
}: Delivery): (UsedMessage & { readonly channel: Channel }) | undefined {
  if (provider === undefined || messageId === undefined || !MAY_BE_READ.has(state)) return undefined;
  const channel = feedbackChannel(provider);
  return channel && { provider, messageId, channel };
}
