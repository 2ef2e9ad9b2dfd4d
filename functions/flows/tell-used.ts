import type { Providers } from "../delivery/port.ts";
import type { Channel } from "../domain/channel.ts";
import type { UsedMessage } from "../domain/message-feedback.ts";

/**
 * Tells a provider that the code of its message was used. It is told at least once, and a fault costs nothing but a
 * figure of the provider's: so it is returned for an operator to see, and not tried again.
 * @returns what the provider threw; undefined where it was told, or is in the settings no more
 */
export async function tellUsed(
  { providers }: { readonly providers: Providers },
  channel: Channel,
  { provider, messageId }: UsedMessage,
): Promise<{ readonly thrown: unknown } | undefined> {
  const told = providers[channel]?.find(({ name, tellUsed: tells }) => name === provider && tells);
  try {
    await told?.tellUsed?.(messageId);
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}
