import { audited } from "../../http/audit.ts";
import type { Observer } from "../../observability/port.ts";
import { auditFactor } from "./audit-factor.ts";
import type { ConfirmRefusal, Enrolled } from "./confirm.ts";

/** Leaves the lines of an authenticator that was added, or was not, and of the sign-in that it completed. */
export function auditEnrolment(observer: Observer, event: string, outcome: Enrolled | ConfirmRefusal): void {
  if (outcome.kind !== "enrolled") {
    auditFactor(observer, event, { outcome: outcome.kind });
    return;
  }
  const { totp, approved } = outcome;
  auditFactor(observer, event, { ...outcome, outcome: "enrolled", factor: totp.id });
  if (approved) audited(observer, "prove-factor", approved);
}
