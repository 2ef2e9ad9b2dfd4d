import type { Approved } from "../../flows/answer-approval.ts";
import type { Observer } from "../../observability/port.ts";
import type { Changed, ChangeRefusal } from "./enrol.ts";
import type { PasskeyRefusal } from "./find-passkey.ts";

type Outcome = PasskeyRefusal | ChangeRefusal | Approved | Changed;

/** Leaves a line in the audit trail for what was tried with a passkey, by the pseudonym of its contact. */
export function auditPasskey(observer: Observer, event: string, outcome: Outcome): void {
  const { kind } = outcome;
  const reason = kind === "incorrect-passkey" ? outcome.reason : undefined;
  const about = kind === "approved" ? outcome.challenge : kind === "changed" ? outcome.session : undefined;
  const recipient = about?.recipientKey;
  const passkey = kind === "changed" ? outcome.passkey.id : about?.passkey?.id;
  observer.audit(event, {
    outcome: kind,
    ...(reason !== undefined && { reason }),
    ...(recipient !== undefined && { recipient }),
    ...(passkey !== undefined && { passkey }),
  });
}
