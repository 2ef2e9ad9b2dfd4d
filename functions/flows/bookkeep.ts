import type { Clock } from "../domain/ambient.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";

/** Clears the failures of a recipient whose challenge was approved. Repeating a change does nothing more. */
export async function bookkeep(
  { storage, clock }: { readonly storage: Stores<{ ledgers: "clearFailures" }>; readonly clock: Clock },
  { before, after }: ChallengeChange,
): Promise<boolean> {
  if (after?.status !== "approved" || after.approvedAt === undefined || before?.status === "approved")
    return false;
  await storage.ledgers.clearFailures(after.ledgerKey, after.approvedAt, clock());
  return true;
}
