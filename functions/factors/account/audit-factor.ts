import type { Challenge } from "../../domain/challenge.ts";
import type { Observer } from "../../observability/port.ts";

/** What was tried with factors, as the audit trail has it. */
export interface FactorAct {
  readonly outcome: string;
  /** The session or challenge in which something was changed. */
  readonly within?: Pick<Challenge, "recipientKey" | "channel" | "country"> | undefined;
  /** The id of the authenticator. */
  readonly factor?: string | undefined;
  /** Why a passkey was not believed. */
  readonly reason?: string | undefined;
  /** What failed after the change was made. */
  readonly fault?: unknown;
}

/** Leaves a line in the audit trail for what was tried with factors, by the pseudonym of the contact. */
export function auditFactor(
  observer: Observer,
  event: string,
  { outcome, within, factor, reason, fault }: FactorAct,
): void {
  if (fault !== undefined) observer.fault(event, fault);
  observer.audit(event, {
    outcome,
    ...(reason !== undefined && { reason }),
    ...(within && { recipient: within.recipientKey, channel: within.channel }),
    ...(within?.country !== undefined && { country: within.country }),
    ...(factor !== undefined && { factor }),
  });
}
