import type { MetricSubject, Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly challenge?: MetricSubject & { readonly recipientKey: string };
  /** Of grants that ended. */
  readonly count?: number;
  /** Calls to apps that were ordered. */
  readonly told?: number;
  readonly recipientKey?: string;
}

/**
 * Leaves a line in the audit trail for grants that ended with a session, and for a send that was given up before its
 * order was on a queue, which it counts too.
 */
export function auditedDispatch(
  observer: Observer,
  { kind, challenge, count, told, recipientKey }: Outcome,
): void {
  if (count !== undefined)
    observer.audit("dispatch", { outcome: kind, recipient: recipientKey, count, told });
  if (!challenge) return;
  const { channel, country } = challenge;
  observer.audit("dispatch", {
    outcome: kind,
    recipient: challenge.recipientKey,
    channel,
    ...(country !== undefined && { country }),
  });
  observer.measure("LateSends", 1);
}
