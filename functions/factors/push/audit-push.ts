import type { Observer } from "../../observability/port.ts";
import type { PushChanged, PushRefusal } from "./change.ts";

/** Leaves a line in the audit trail for a change of the browsers that show codes, by the pseudonym of its contact. */
export function auditPush(
  observer: Observer,
  event: "enrol-push" | "remove-push",
  outcome: PushChanged | PushRefusal,
): void {
  const changed = "browser" in outcome ? outcome : undefined;
  observer.audit(event, {
    outcome: outcome.kind,
    ...(changed && { recipient: changed.session.recipientKey, browser: changed.browser.id }),
  });
}
