import type { MetricSubject, Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly challenge?: MetricSubject & { readonly recipientKey: string };
}

/** Leaves a line in the audit trail for a send that was given up before its order was on a queue, and counts it. */
export function auditedDispatch(observer: Observer, { kind, challenge }: Outcome): void {
  if (!challenge) return;
  const { recipientKey, channel, country } = challenge;
  observer.audit("dispatch", {
    outcome: kind,
    recipient: recipientKey,
    channel,
    ...(country !== undefined && { country }),
  });
  observer.measure("LateSends", 1);
}
