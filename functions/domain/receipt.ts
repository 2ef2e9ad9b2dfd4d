import type { DeliveryState } from "./challenge.ts";
import type { RecipientKey } from "./recipient.ts";

/** What a provider can tell about a message that it took. */
export type ReceiptState = Exclude<DeliveryState, "queued">;

/**
 * The states from the weakest word to the last one. A state only ever moves to the right, so that the end is the same
 * in whatever order receipts come. A message that was delivered may still come back, and its recipient may complain.
 */
const FORWARD: readonly DeliveryState[] = [
  "queued",
  "sent",
  "delayed",
  "suppressed",
  "failed",
  "delivered",
  "bounced",
  "complained",
];

/** The states that a receipt takes the place of. */
export function weakerThan(state: ReceiptState): readonly DeliveryState[] {
  return FORWARD.slice(0, FORWARD.indexOf(state));
}

/** What a provider says became of one message. */
export interface Receipt {
  readonly state: ReceiptState;
  readonly provider: string;
  readonly messageId: string;
  /** A stable code, never the provider's words, which may quote the address. */
  readonly reason?: string | undefined;
}

/** Why nothing is sent to a recipient any more. */
export const SUPPRESSION_REASONS = ["bounce", "complaint"] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** A recipient to whom nothing is sent until then. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** Epoch seconds. */
  readonly until: number;
}

/** The send that a message was made for. */
export interface SendReference {
  readonly recipientKey: RecipientKey;
  readonly nonce: string;
  readonly send: number;
}

/** A receipt as it comes from a provider, which names the send by our own tags, or its own message alone. */
export interface ProviderReceipt extends Receipt {
  readonly of: SendReference | undefined;
  /** When it happened, in epoch seconds, where the provider says so. */
  readonly at?: number | undefined;
  /** Set when no further message should go there. */
  readonly suppress?: SuppressionReason | undefined;
}
