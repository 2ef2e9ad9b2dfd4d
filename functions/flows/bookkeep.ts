import type { Clock } from "../domain/ambient.ts";
import type { ChallengeChange, LedgerStore } from "../storage/port.ts";

/** Clears the failures of a recipient whose challenge was approved. Repeating a change does nothing more. */
export async function bookkeep(
  { storage, clock }: { readonly storage: Pick<LedgerStore, "clearFailures">; readonly clock: Clock },
  { before, after }: ChallengeChange,
): Promise<boolean> {
  if (after?.status !== "approved" || after.approvedAt === undefined || before?.status === "approved")
    return false;
  await storage.clearFailures(after.ledgerKey, after.approvedAt, clock());
  return true;
}
