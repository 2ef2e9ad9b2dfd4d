import type { SendOrder } from "../delivery/port.ts";
import { isPriced } from "../domain/channel.ts";
import type { MetricSubject, Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly reason?: string;
  readonly challenge?: MetricSubject;
  readonly ageSeconds?: number;
  readonly accountFaults?: readonly { readonly provider: string; readonly reason: string }[];
}

/**
 * Leaves a line in the audit trail for the result of a send, by the recipient's pseudonym, and measures it; and one for
 * each provider that refused the owner's account, which no recipient has to do with.
 */
export function auditedDelivery(
  observer: Observer,
  order: SendOrder,
  { kind, reason, challenge, ageSeconds, accountFaults = [] }: Outcome,
): void {
  const { recipientKey } = order;
  for (const fault of accountFaults) {
    observer.audit("provider-account", { ...fault, channel: order.channel });
    observer.measure("AccountFaults", 1);
  }
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

/** The same for a notice, by what it tells of. @returns the outcome, for its caller to go on with */
export function auditedNotice<Told extends NoticeOutcome>(
  observer: Observer,
  { recipientKey, channel }: SendOrder,
  outcome: Told,
): Told {
  const { kind, reason, notice, accountFaults = [], thrown = [] } = outcome;
  for (const error of thrown) observer.fault("deliver-notice", error);
  for (const fault of accountFaults) {
    observer.audit("provider-account", { ...fault, channel });
    observer.measure("AccountFaults", 1);
  }
  observer.audit("deliver-notice", {
    ...{ outcome: kind, recipient: recipientKey, channel },
    ...(notice !== undefined && { notice }),
    ...(reason !== undefined && { reason }),
  });
  // What costs money and does not arrive is measured, as of a code.
  if (kind === "failed" && isPriced(channel)) observer.measure("FailedSends", 1, { channel });
  return outcome;
}

interface NoticeOutcome extends Outcome {
  readonly notice?: string;
  readonly thrown?: readonly unknown[];
}
