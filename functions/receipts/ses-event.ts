import { accountReason } from "../domain/provider-fault.ts";
import type { ProviderReceipt, SendReference } from "../domain/receipt.ts";
import { parseLine } from "./parse-line.ts";
import { policyRefusal } from "./policy-refusal.ts";
import { readSendTags } from "./send-tags.ts";

/** An event of Amazon SES, as far as it is read: everything else in it is addresses, or words that quote them. */
interface SesEvent {
  readonly eventType?: string;
  readonly mail?: {
    readonly messageId?: string;
    readonly tags?: Readonly<Record<string, readonly string[] | undefined>>;
  };
  readonly bounce?: {
    readonly bounceType?: string;
    readonly bounceSubType?: string;
    readonly bouncedRecipients?: readonly BouncedRecipient[];
  };
  readonly complaint?: {
    readonly complaintFeedbackType?: string | null;
    readonly complaintSubType?: string | null;
  };
  readonly deliveryDelay?: { readonly delayType?: string };
}

interface BouncedRecipient {
  readonly action?: string;
  readonly status?: unknown;
  readonly diagnosticCode?: unknown;
}

/**
 * Reads what SES publishes to the topic of receipts. undefined for what is no receipt of ours: an e-mail without our
 * tags, an event of another kind, or no JSON at all. SES greets each new topic with a plain text.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readSesEvent(text: string): ProviderReceipt | undefined {
  const event = parseLine(text) as SesEvent | undefined;
  if (!event) return undefined;
  const of = sendOf(event);
  const meaning = meaningOf(event);
  const { messageId } = event.mail ?? {};
  if (!of || !meaning || typeof messageId !== "string") return undefined;
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

/**
 * Only what is permanent speaks against the address: it is suppressed, unless the server's policy did not want this
 * sender. The rest has come back all the same, after SES's
 * own tries: a full mailbox, content that is refused, a message that is too large, a time that is over, or a reason
 * that SES could not read. An answering machine looks like `Transient`, `General` too, but its e-mail was delivered:
 * it comes without a report that says `failed` (RFC 3464, 2.3.3).
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
function bounced({ bounceType, bounceSubType, bouncedRecipients }: NonNullable<SesEvent["bounce"]>) {
  const reason = [bounceType, bounceSubType].map(word).filter(Boolean).join("-");
  const reports: readonly BouncedRecipient[] = Array.isArray(bouncedRecipients) ? bouncedRecipients : [];
  if (bounceType === "Permanent") {
    if (isListed(bounceSubType)) return { state: "suppressed", reason, suppress: "bounce" } as const;
    const said = reports.flatMap(({ status, diagnosticCode }) => [status, diagnosticCode]);
    const policy = bounceSubType === "NoEmail" ? undefined : policyRefusal(said);
    if (!policy) return { state: "bounced", reason, suppress: "bounce" } as const;
    const coded = `${reason}-${policy.code}`;
    return { state: "bounced", reason: policy.ofAccount ? accountReason(coded) : coded } as const;
  }
  const answered = bounceSubType === "General" && !reports.some(({ action }) => action === "failed");
  return answered ? undefined : ({ state: "bounced", reason } as const);
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
  const tag = (name: string) => mail?.tags?.[name]?.[0];
  return readSendTags({ recipient: tag("recipient"), challenge: tag("challenge"), send: tag("send") });
}
