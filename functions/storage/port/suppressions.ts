import type { Suppression } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";

/** Recipients to whom nothing is sent for a while. */
export interface SuppressionStore {
  /** Has nothing sent to a recipient for a while; a shorter while than is set already changes nothing. */
  keep(recipientKey: RecipientKey, suppression: Suppression, now: number): Promise<void>;
  /** Has sends go there again. @returns whether one held until then */
  lift(recipientKey: RecipientKey, now: number): Promise<boolean>;
  /** The suppression that holds now. */
  read(recipientKey: RecipientKey, now: number): Promise<Suppression | undefined>;
}
