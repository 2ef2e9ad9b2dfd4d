import type { RecipientKey } from "../../domain/recipient.ts";

/** All that the table holds of a recipient. */
export interface PersonStore {
  /**
   * Deletes all that lies in a recipient's partition, but for what guards others and names nobody: the strangers' ledger,
   * and why nothing is sent there. The contact itself goes last, so that what breaks off is found and finished.
   * @returns how many items went, by what their sort keys begin with
   */
  forget(recipientKey: RecipientKey): Promise<Readonly<Record<string, number>>>;
  /** Whether nothing at all lies in a recipient's partition. */
  isEmpty(recipientKey: RecipientKey): Promise<boolean>;
}
