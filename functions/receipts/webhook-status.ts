import { createHmac, timingSafeEqual } from "node:crypto";
import type { ProviderReceipt, SendReference } from "../domain/receipt.ts";
import { readSendTags } from "./send-tags.ts";

/** What Standard Webhooks signs: an id, a time and the body byte for byte. */
export interface SignedStatus {
  readonly id: string;
  /** Epoch seconds. */
  readonly timestamp: string;
  /** One or more, like `v1,<base64>`, with spaces between them: who changes the secret may sign with both. */
  readonly signatures: string;
  readonly bytes: Uint8Array;
}

/**
 * Whether the owner's gateway made this post, compared in constant time. The library of Standard Webhooks knows the
 * system's clock alone, and reads text: here the time is the caller's to judge.
 * @param secret `whsec_` and the key in base64, the same that signs our messages to the gateway
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function isSignedByGateway(
  secret: string,
  { id, timestamp, signatures, bytes }: SignedStatus,
): boolean {
  if (id === "") return false;
  const expected = createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(`${id}.${timestamp}.`)
    .update(bytes)
    .digest();
  return signatures.split(" ").some((one) => {
    const given = Buffer.from(one.startsWith("v1,") ? one.slice(3) : "", "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** What the gateway's words mean. Nothing more is sent to an address that bounced, or whose user complained. */
const MEANINGS: Readonly<Record<string, Pick<ProviderReceipt, "state" | "suppress">>> = {
  sent: { state: "sent" },
  delayed: { state: "delayed" },
  delivered: { state: "delivered" },
  failed: { state: "failed" },
  bounced: { state: "bounced", suppress: "bounce" },
  complained: { state: "complained", suppress: "complaint" },
};

/** What the gateway posts, as far as it is read. */
interface StatusEvent {
  readonly type?: unknown;
  readonly data?: {
    readonly reference?: unknown;
    readonly status?: unknown;
    readonly reason?: unknown;
    readonly id?: unknown;
  } | null;
}

/** Reads the gateway's `message.status`; undefined for one that says nothing of interest, or of no message of ours. */
export function readWebhookStatus(body: unknown): ProviderReceipt | undefined {
  const { type, data } = (typeof body === "object" ? (body ?? {}) : {}) as StatusEvent;
  if (type !== "message.status" || typeof data !== "object" || data === null) return undefined;
  const { reference, status, reason, id } = data;
  const of = readReference(reference);
  const meaning =
    typeof status === "string" && Object.hasOwn(MEANINGS, status) ? MEANINGS[status] : undefined;
  if (!of || !meaning) return undefined;
  return {
    ...{ of, provider: "webhook", ...meaning },
    messageId: typeof id === "string" && /^[\w.:-]{1,256}$/.test(id) ? id : `msg_${of.nonce}_${of.send}`,
    ...(isReason(reason) && { reason }),
  };
}

/** `<recipient>.<challenge>.<send>`, as the provider `webhook` sends it along. */
function readReference(reference: unknown): SendReference | undefined {
  const [recipient, challenge, send, ...more] = typeof reference === "string" ? reference.split(".") : [];
  return more.length === 0 ? readSendTags({ recipient, challenge, send }) : undefined;
}

/** A code of the gateway's own: neither an address nor a number of a phone has room in it. */
function isReason(reason: unknown): reason is string {
  return typeof reason === "string" && /^(?!.*\d{7})[A-Za-z0-9][\w.-]{0,63}$/.test(reason);
}
