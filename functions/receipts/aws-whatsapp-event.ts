import { accountReason, faultOf } from "../domain/provider-fault.ts";
import { WHATSAPP_CODES } from "../domain/fault-codes/whatsapp.ts";
import type { ProviderReceipt, ReceiptState } from "../domain/receipt.ts";
import { parseLine } from "./parse-line.ts";

/** An event of AWS End User Messaging Social, as far as it is read: the rest of it is numbers, and what people write. */
interface SocialEvent {
  /** Meta's own notification, as text. */
  readonly whatsAppWebhookEntry?: unknown;
  /** The id that AWS gave the message when it took it. */
  readonly messageId?: unknown;
}

interface MetaStatus {
  readonly status?: unknown;
  readonly timestamp?: unknown;
  readonly errors?: unknown;
}

/** What Meta's words mean; a message that was read has arrived. */
const STATES: Readonly<Record<string, ReceiptState>> = {
  sent: "sent",
  delivered: "delivered",
  read: "delivered",
  failed: "failed",
};

/**
 * Reads what AWS publishes to the topic of WhatsApp's reports. Nothing for what is no status of a message, like one that
 * a person wrote, and for a status that cannot be read; those beside it are read all the same.
 * @see https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#statuses-object
 */
export function readAwsWhatsappEvent(text: string): readonly ProviderReceipt[] {
  const { whatsAppWebhookEntry: entry, messageId } = (parseLine(text) ?? {}) as SocialEvent;
  if (typeof entry !== "string" || typeof messageId !== "string" || !/^[\w-]{1,128}$/.test(messageId))
    return [];
  return statusesOf(parseLine(entry)).flatMap((status) => readStatus(messageId, status) ?? []);
}

function statusesOf(entry: unknown): readonly MetaStatus[] {
  const listOf = (value: unknown, name: string) => {
    const found = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    return Array.isArray(found) ? (found as readonly unknown[]) : [];
  };
  const changes = listOf(entry, "changes") as readonly ({ readonly value?: unknown } | null)[];
  return changes.flatMap((change) => listOf(change?.value, "statuses")).filter(isObject);
}

function isObject(value: unknown): value is MetaStatus {
  return typeof value === "object" && value !== null;
}

function readStatus(
  messageId: string,
  { status, timestamp, errors }: MetaStatus,
): ProviderReceipt | undefined {
  const state = typeof status === "string" && Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === undefined) return undefined;
  const at = Number(timestamp);
  const code = codeOf(errors);
  return {
    ...{ of: undefined, provider: "aws-whatsapp", messageId, state },
    ...(Number.isSafeInteger(at) && at > 0 && { at }),
    ...(state === "failed" && code !== undefined && { reason: reasonOf(code) }),
  };
}

/** Meta's codes are numbers below a million; whatever else stands there may be somebody's. */
function codeOf(errors: unknown): number | undefined {
  const [first] = Array.isArray(errors) ? (errors as readonly ({ readonly code?: unknown } | null)[]) : [];
  const code = first?.code;
  return typeof code === "number" && Number.isInteger(code) && code >= 0 && code < 1_000_000
    ? code
    : undefined;
}

function reasonOf(code: number): string {
  const reason = `meta-${code}`;
  return faultOf(code, WHATSAPP_CODES) === "account" ? accountReason(reason) : reason;
}
