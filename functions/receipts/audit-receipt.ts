import { isAccountReason } from "../domain/provider-fault.ts";
import type { ProviderReceipt } from "../domain/receipt.ts";
import type { Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly of?: { readonly recipientKey: string };
}

/** Leaves a line in the audit trail for what a provider said of a send, by the recipient's pseudonym. */
export function auditedReceipt(
  observer: Observer,
  { state, provider, reason, suppress }: ProviderReceipt,
  { kind, of }: Outcome,
): void {
  observer.audit("record-receipt", {
    outcome: kind,
    state,
    provider,
    ...(of && { recipient: of.recipientKey }),
    ...(reason !== undefined && { reason }),
    ...(suppress && { suppressed: suppress }),
  });
  // A provider repeats its receipts: what was written down before was told before.
  if (kind !== "recorded" || !isAccountReason(reason)) return;
  observer.audit("provider-account", { provider, reason });
  observer.measure("AccountFaults", 1);
}
