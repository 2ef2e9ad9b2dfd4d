import type { EndedSession } from "../outbound/port.ts";
import type { Observer } from "../observability/port.ts";

/** Leaves a line in the audit trail for each call to an app, and counts those that it refused for good. */
export function auditedCall(
  observer: Observer,
  { clientId, sid }: EndedSession,
  { kind, reason }: { readonly kind: string; readonly reason?: string },
): void {
  observer.audit("back-channel-logout", {
    outcome: kind,
    client: clientId,
    sid,
    ...(reason !== undefined && { reason }),
  });
  if (kind === "refused") observer.measure("RefusedLogouts", 1);
}
