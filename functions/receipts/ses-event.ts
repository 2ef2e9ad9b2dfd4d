import type { ProviderReceipt, SendReference } from "../domain/receipt.ts";
import type { RecipientKey } from "../domain/recipient.ts";

/** An event of Amazon SES, as far as it is read: everything else in it is addresses, or words that quote them. */
interface SesEvent {
  readonly eventType?: string;
  readonly mail?: {
    readonly messageId?: string;
    readonly tags?: Readonly<Record<string, readonly string[] | undefined>>;
  };
  readonly bounce?: { readonly bounceType?: string; readonly bounceSubType?: string };
  readonly complaint?: {
    readonly complaintFeedbackType?: string | null;
    readonly complaintSubType?: string | null;
  };
  readonly deliveryDelay?: { readonly delayType?: string };
}

/**
 * Reads what SES publishes to the topic of receipts. undefined for what is no receipt of ours: an e-mail without our
 * tags, or an event of another kind.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readSesEvent(text: string): ProviderReceipt | undefined {
  const event = JSON.parse(text) as SesEvent;
  const of = sendOf(event);
  const meaning = meaningOf(event);
  const { messageId } = event.mail ?? {};
  if (!of || !meaning || messageId === undefined) return undefined;
  return { of, provider: "ses", messageId, ...meaning };
}

function meaningOf(event: SesEvent): Pick<ProviderReceipt, "state" | "reason" | "suppress"> | undefined {
  switch (event.eventType) {
    case "Send":
      return { state: "sent" };
    case "Delivery":
      return { state: "delivered" };
    case "DeliveryDelay":
      return { state: "delayed", reason: word(event.deliveryDelay?.delayType) };
    case "Reject":
      return { state: "failed", reason: "rejected" };
    case "Bounce":
      return bounced(event.bounce ?? {});
    case "Complaint":
      return complained(event.complaint ?? {});
    default:
      return undefined;
  }
}

function bounced({ bounceType, bounceSubType }: NonNullable<SesEvent["bounce"]>) {
  const reason = [bounceType, bounceSubType].map(word).filter(Boolean).join("-");
  // A full mailbox, or an answering machine: the e-mail may well have been read.
  if (bounceType !== "Permanent") return { state: "delayed", reason } as const;
  const state = isListed(bounceSubType) ? "suppressed" : "bounced";
  return { state, reason, suppress: "bounce" } as const;
}

function complained({ complaintFeedbackType, complaintSubType }: NonNullable<SesEvent["complaint"]>) {
  // A recipient took an e-mail out of the spam folder.
  if (complaintFeedbackType === "not-spam") return undefined;
  const state = isListed(complaintSubType) ? "suppressed" : "complained";
  const reason = word(complaintSubType) ?? word(complaintFeedbackType);
  return { state, reason, suppress: "complaint" } as const;
}

/** SES sent nothing: the address is on a list of its own. */
function isListed(subType: string | null | undefined): boolean {
  return subType === "Suppressed" || subType === "OnAccountSuppressionList";
}

/** One of SES's own words, and nothing that could quote an address. */
function word(text: string | null | undefined): string | undefined {
  return typeof text === "string" && /^[A-Za-z][\w-]{0,63}$/.test(text) ? text : undefined;
}

/** The tags that the provider `ses` sends along. */
function sendOf({ mail }: SesEvent): SendReference | undefined {
  const tag = (name: string) => mail?.tags?.[name]?.[0] ?? "";
  const [recipientKey, nonce, send] = [tag("recipient"), tag("challenge"), tag("send")];
  const key = /^[\w-]{22}$/;
  if (!key.test(recipientKey) || !key.test(nonce) || !/^[1-9]\d?$/.test(send)) return undefined;
  return { recipientKey: recipientKey as RecipientKey, nonce, send: Number(send) };
}
