import type { Clock } from "../domain/ambient.ts";
import type { ProviderReceipt, SendReference } from "../domain/receipt.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";

export interface RecordReceiptDependencies {
  readonly storage: Stores<{ receipts: "record"; messages: "find"; suppressions: "keep" }>;
  readonly settings: Settings;
  readonly clock: Clock;
}

export type RecordReceiptOutcome =
  | { readonly kind: "recorded" | "older" | "gone"; readonly of: SendReference }
  /** No send is known to have made this message: it comes from elsewhere, or before its deliverer wrote it down. */
  | { readonly kind: "unknown-message" };

/**
 * Finds the send that a receipt is about, writes its new state, and suppresses a recipient to whom nothing more
 * should go. All of it may be repeated.
 */
export async function recordReceipt(
  { storage, settings, clock }: RecordReceiptDependencies,
  receipt: ProviderReceipt,
): Promise<RecordReceiptOutcome> {
  const { suppress, state, provider, messageId, reason } = receipt;
  const of = receipt.of ?? (await storage.messages.find(provider, messageId));
  if (!of) return { kind: "unknown-message" };
  const now = clock();
  if (suppress) {
    const { bounceSeconds, complaintSeconds } = settings.suppression;
    const seconds = suppress === "bounce" ? bounceSeconds : complaintSeconds;
    if (seconds > 0)
      await storage.suppressions.keep(of.recipientKey, { reason: suppress, until: now + seconds }, now);
  }
  const kind = await storage.receipts.record(of, of.send, { state, provider, messageId, reason }, now);
  return { kind, of };
}
