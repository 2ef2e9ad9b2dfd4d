import { ARRIVED, NOT_ARRIVED } from "../domain/messaging-events.ts";
import type { ProviderReceipt } from "../domain/receipt.ts";
import { parseLine } from "./parse-line.ts";
import { readSendTags } from "./send-tags.ts";

/** An event of AWS End User Messaging, as far as it is read: the rest of it is numbers, prices and carriers. */
interface MessagingEvent {
  readonly eventType?: unknown;
  readonly messageId?: unknown;
  /** Whether nothing more is to come. */
  readonly isFinal?: unknown;
  /** When it happened, in epoch milliseconds. */
  readonly eventTimestamp?: unknown;
  /** What our message carried. */
  readonly context?: unknown;
}

/**
 * Reads what AWS End User Messaging publishes to the topic of its receipts. undefined for what is no receipt of ours: a
 * message without our context, an event of another kind, or no JSON at all.
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
 */
export function readMessagingEvent(text: string): ProviderReceipt | undefined {
  const event = (parseLine(text) ?? {}) as MessagingEvent;
  const { eventType, messageId } = event;
  if (typeof eventType !== "string" || typeof messageId !== "string" || !/^[\w-]{1,128}$/.test(messageId))
    return undefined;
  const of = readSendTags(event.context ?? {});
  const meaning = meaningOf(eventType, event);
  if (!of || !meaning) return undefined;
  const at = Math.floor(Number(event.eventTimestamp) / 1000);
  return {
    ...{ of, messageId, ...meaning },
    provider: eventType.startsWith("VOICE_") ? "aws-voice" : "aws-sms",
    ...(Number.isSafeInteger(at) && at > 0 && { at }),
  };
}

function meaningOf(
  eventType: string,
  { isFinal }: MessagingEvent,
): Pick<ProviderReceipt, "state" | "reason"> | undefined {
  if (ARRIVED.has(eventType)) return { state: "delivered" };
  if (!NOT_ARRIVED.has(eventType)) return undefined;
  const reason = eventType
    .replace(/^[A-Z]+_/, "")
    .toLowerCase()
    .replaceAll("_", "-");
  return { state: isFinal === false ? "delayed" : "failed", reason };
}
