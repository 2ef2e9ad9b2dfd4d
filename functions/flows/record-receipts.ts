import type { ProviderReceipt } from "../domain/receipt.ts";
import {
  recordReceipt,
  type RecordReceiptDependencies,
  type RecordReceiptOutcome,
} from "./record-receipt.ts";

/** How many receipts are written down at once: a full batch within the function's time, and not all of it together. */
const AT_ONCE = 16;

/**
 * Records a batch, as far as it can. All of it may be repeated.
 * @param recorded is told the outcome of each
 * @throws the first fault, after all were tried
 */
export async function recordReceipts(
  dependencies: RecordReceiptDependencies,
  receipts: readonly ProviderReceipt[],
  recorded: (receipt: ProviderReceipt, outcome: RecordReceiptOutcome) => void,
): Promise<void> {
  const faults: unknown[] = [];
  const waiting = receipts.values();
  const work = async () => {
    for (const receipt of waiting) {
      try {
        recorded(receipt, await recordReceipt(dependencies, receipt));
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (faults.length > 0) throw faults[0];
}
