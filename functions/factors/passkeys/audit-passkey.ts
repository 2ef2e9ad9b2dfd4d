import type { Approved } from "../../flows/answer-approval.ts";
import type { Observer } from "../../observability/port.ts";
import type { Changed, ChangeRefusal } from "./enrol.ts";
import type { PasskeyRefusal } from "./find-passkey.ts";

type Outcome = PasskeyRefusal | ChangeRefusal | Approved | Changed;

/** Leaves a line in the audit trail for what was tried with a passkey, by the pseudonym of its contact. */
export function auditPasskey(observer: Observer, event: string, outcome: Outcome): void {
  const { kind } = outcome;
  const reason = kind === "incorrect-passkey" ? outcome.reason : undefined;
  const changed = kind === "changed" ? outcome : undefined;
  const about = kind === "approved" ? outcome.challenge : changed?.session;
  const recipient = about?.recipientKey;
  const passkey = changed ? changed.passkey.id : about?.passkey?.id;
  if (changed?.fault !== undefined) observer.fault(event, changed.fault);
  observer.audit(event, {
    outcome: kind,
    ...(reason !== undefined && { reason }),
    ...(recipient !== undefined && { recipient }),
    ...(passkey !== undefined && { passkey }),
  });
}
