import type { Observer } from "../observability/port.ts";
import type { EventOrder } from "../outbound/port.ts";

/** Leaves a line in the audit trail for each event that a receiver was told of, and counts the receivers that are gone. */
export function auditedEvent(
  observer: Observer,
  { receiver, event: { id, type } }: EventOrder,
  { kind, reason }: { readonly kind: string; readonly reason?: string },
  tries: number,
): void {
  observer.audit("tell-event", {
    ...{ outcome: kind, receiver, id, type, tries },
    ...(reason !== undefined && { reason }),
  });
  if (kind === "gone") observer.measure("GoneReceivers", 1);
}
