import type { Clock } from "../../domain/ambient.ts";
import type { Message, Provider } from "../port.ts";

/** A message as the inbox of the local service shows it. */
export interface InboxEntry {
  readonly channel: string;
  readonly recipient: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  /** ISO 8601. */
  readonly sentAt: string;
}

/**
 * Keeps messages instead of sending them: the provider of the local service, and of tests that read as a customer would.
 * @param keep takes the entry before the send counts as done
 */
export function inboxProvider(keep: (entry: InboxEntry) => void, clock: Clock): Provider {
  let serial = 0;
  return {
    name: "inbox",
    send({ channel, address, subject, text, html }: Message) {
      const sentAt = new Date(clock() * 1000).toISOString();
      keep({
        channel,
        recipient: address,
        ...(subject !== undefined && { subject }),
        text,
        ...(html !== undefined && { html }),
        sentAt,
      });
      return Promise.resolve({ kind: "sent", messageId: `inbox-${++serial}` });
    },
  };
}
