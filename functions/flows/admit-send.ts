import type { LedgerRefusal, LedgerRules } from "../domain/ledger.ts";
import type { OriginKey } from "../domain/origin.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import type { Stores, Write } from "../storage/port.ts";

export interface RateLimited {
  readonly kind: "rate-limited";
  readonly limit: LedgerRefusal["limit"] | "origin";
  readonly retryAfterSeconds: number;
}

/**
 * Counts a send against the network that asks, then against the recipient: in this order, so that a limited network
 * cannot use up a stranger's sends, and nothing is sent that the ledger refused.
 */
export async function admitSend(
  storage: Stores<{ origins: "count"; ledgers: "admit" }>,
  settings: Settings,
  origin: OriginKey,
  ledger: RecipientKey,
  write: Write,
): Promise<{ readonly kind: "admitted" } | RateLimited> {
  const { originPerHour, originPerRecipientPerHour } = settings.limits;
  const limits = { perHour: originPerHour, perRecipientPerHour: originPerRecipientPerHour };
  const counted = await storage.origins.count(origin, ledger, limits, write);
  if (counted.kind === "refused")
    return { kind: "rate-limited", limit: "origin", retryAfterSeconds: counted.retryAfterSeconds };
  const admitted = await storage.ledgers.admit(ledger, ledgerRules(settings), write);
  return admitted.kind === "refused" ? { kind: "rate-limited", ...admitted.refusal } : admitted;
}

/** A recipient's limits: one send per cooldown (by request or resend), then per hour, then per day. */
export function ledgerRules({ passcode, limits }: Settings): LedgerRules {
  return {
    sends: [
      { name: "cooldown", sends: 1, seconds: passcode.resendAfterSeconds },
      { name: "recipient", sends: limits.recipientPerHour, seconds: 3600 },
      { name: "recipient", sends: limits.recipientPerDay, seconds: 86_400 },
    ],
    lock: limits.lock,
    hardStopFailures: limits.hardStopFailures,
  };
}
