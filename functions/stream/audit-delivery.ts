import type { SendOrder } from "../delivery/port.ts";
import type { MetricSubject, Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly reason?: string;
  readonly challenge?: MetricSubject;
  readonly ageSeconds?: number;
}

/** Leaves a line in the audit trail for the result of a send, by the recipient's pseudonym, and measures it. */
export function auditedDelivery(
  observer: Observer,
  { recipientKey }: SendOrder,
  { kind, reason, challenge, ageSeconds }: Outcome,
): void {
  const { channel, country } = challenge ?? {};
  observer.audit("deliver-code", {
    outcome: kind,
    recipient: recipientKey,
    ...(reason !== undefined && { reason }),
    ...(channel !== undefined && { channel }),
    ...(country !== undefined && { country }),
    ...(ageSeconds !== undefined && { ageSeconds }),
  });
  if (channel === undefined) return;
  if (kind === "failed") observer.measure("FailedSends", 1, { channel, country });
  if (kind !== "sent") return;
  observer.measure("Sends", 1, { channel, country });
  if (ageSeconds !== undefined) observer.measure("DeliveryAge", ageSeconds, { channel, country });
}
