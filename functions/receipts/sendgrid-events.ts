import { createPublicKey, verify } from "node:crypto";
import { accountReason } from "../domain/provider-fault.ts";
import type { ProviderReceipt } from "../domain/receipt.ts";
import { policyRefusal } from "./policy-refusal.ts";
import { readSendTags, type SendTags } from "./send-tags.ts";

/** What SendGrid signs: its time, and the body byte for byte. */
export interface SignedEvents {
  /** ECDSA over P-256 with SHA-256, as DER in base64. */
  readonly signature: string;
  /** Epoch seconds. */
  readonly timestamp: string;
  readonly bytes: Uint8Array;
}

/**
 * Whether SendGrid made this post.
 * @param verificationKey of the Signed Event Webhook: a public key of P-256, as SPKI in base64
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export function isSignedBySendgrid(
  verificationKey: string,
  { signature, timestamp, bytes }: SignedEvents,
): boolean {
  const key = createPublicKey({ key: Buffer.from(verificationKey, "base64"), format: "der", type: "spki" });
  return verify(
    "sha256",
    Buffer.concat([Buffer.from(timestamp), bytes]),
    key,
    Buffer.from(signature, "base64"),
  );
}

/** An event of SendGrid, as far as it is read: the rest is the address, and words that quote it. Its tags are our custom arguments. */
interface SendgridEvent extends SendTags {
  readonly event?: unknown;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly response?: unknown;
  readonly reason?: unknown;
  readonly bounce_classification?: unknown;
  readonly timestamp?: unknown;
  readonly sg_message_id?: unknown;
}

type Meaning = Pick<ProviderReceipt, "state" | "reason" | "suppress">;

/**
 * Reads a batch of the Event Webhook. An event that cannot be read, of another program's e-mail, or of another kind,
 * like an opened one, costs nothing but itself.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export function readSendgridEvents(batch: unknown): readonly ProviderReceipt[] {
  return Array.isArray(batch) ? batch.flatMap((event: unknown) => readEvent(event) ?? []) : [];
}

function readEvent(value: unknown): ProviderReceipt | undefined {
  const event = (typeof value === "object" ? (value ?? {}) : {}) as SendgridEvent;
  const of = readSendTags(event);
  const meaning = meaningOf(event);
  if (!of || !meaning) return undefined;
  const { timestamp: at, sg_message_id: id } = event;
  return {
    ...{ of, provider: "sendgrid", ...meaning },
    // A bounce that comes after the message was taken has no id.
    messageId: typeof id === "string" && /^[\w.+=-]{1,200}$/.test(id) ? id : "",
    ...(typeof at === "number" && Number.isSafeInteger(at) && at > 0 && { at }),
  };
}

function meaningOf(event: SendgridEvent): Meaning | undefined {
  switch (event.event) {
    case "processed":
      return { state: "sent" };
    case "deferred":
      return { state: "delayed", reason: statusOf(event.response) };
    case "delivered":
      return { state: "delivered" };
    case "bounce":
    case "blocked":
      return bounced(event);
    case "dropped":
      return dropped(event.reason);
    case "spamreport":
      return { state: "complained", reason: "spamreport", suppress: "complaint" };
    default:
      return undefined;
  }
}

/**
 * `bounce` is for good: SendGrid puts the address on its own list. `blocked` is the server's no to this message alone. A
 * policy that did not want this sender says nothing of the address in either.
 */
function bounced({ event, type, status, reason, bounce_classification: kind }: SendgridEvent): Meaning {
  const why = codeOf(status) ?? statusOf(reason) ?? wordOf(kind);
  const policy = policyRefusal([status, reason]);
  if (policy)
    return { state: "bounced", reason: policy.ofAccount ? accountReason(policy.code) : policy.code };
  const suppress = event === "bounce" && type === "bounce" ? "bounce" : undefined;
  return { state: "bounced", reason: why, ...(suppress && { suppress }) };
}

/** Why SendGrid sent nothing, by the beginning of its words. */
const DROPS: readonly (readonly [words: RegExp, meaning: Meaning])[] = [
  [/^bounced address/i, { state: "suppressed", reason: "bounced-address", suppress: "bounce" }],
  [/^spam reporting address/i, { state: "suppressed", reason: "spam-reporting", suppress: "complaint" }],
  // A user can leave that list, so that we keep none of our own.
  [/^unsubscribed address/i, { state: "suppressed", reason: "unsubscribed-address" }],
  [/^spam content/i, { state: "failed", reason: "spam-content" }],
  [/^invalid/i, { state: "failed", reason: "invalid" }],
  [/quota|credits?/i, { state: "failed", reason: accountReason("quota") }],
];

function dropped(words: unknown): Meaning {
  const known = DROPS.find(([pattern]) => typeof words === "string" && pattern.test(words));
  return known ? known[1] : { state: "failed", reason: "dropped" };
}

/** The numbers at the beginning of what a mail server said, like `452-4.2.2`; its words may quote the address. */
function statusOf(words: unknown): string | undefined {
  const [, basic, enhanced] =
    /^([245]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?!\d))?(?!\d)/.exec(
      typeof words === "string" ? words : "",
    ) ?? [];
  return basic === undefined ? undefined : [basic, enhanced].filter(Boolean).join("-");
}

/** An enhanced status code (RFC 3463), or a code of three digits. */
function codeOf(status: unknown): string | undefined {
  return typeof status === "string" && /^[245](\d\d|\.\d{1,3}\.\d{1,3})$/.test(status) ? status : undefined;
}

/** SendGrid's own kinds of a bounce, like `Invalid Address`, and nothing that could quote one. */
function wordOf(kind: unknown): string | undefined {
  return typeof kind === "string" && /^[A-Za-z][A-Za-z/ ]{0,40}$/.test(kind)
    ? kind.toLowerCase().replaceAll(/[^a-z]+/g, "-")
    : undefined;
}
