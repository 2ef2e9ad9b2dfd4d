import type { Observer } from "../observability/port.ts";

/** Leaves a line in the audit trail for each country or block of numbers that was stopped, and counts them. */
export function auditedStops(
  observer: Observer,
  stops: readonly { readonly group: string; readonly until: number }[],
): void {
  for (const { group, until } of stops) {
    observer.audit("conversion-breaker", { outcome: "stopped", group, until });
    observer.measure("Stops", 1);
  }
}
