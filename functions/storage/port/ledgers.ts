import type { LedgerRefusal, LedgerRules } from "../../domain/ledger.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Write } from "./write.ts";

/** A recipient's memory of sends and failures. */
export interface LedgerStore {
  /** Registers a send if every limit and the lock allow it: an exact sliding window in one write without a read. */
  admit(
    ledger: RecipientKey,
    rules: LedgerRules,
    write: Write,
  ): Promise<{ readonly kind: "admitted" } | LedgerRefused>;
  countFailure(ledger: RecipientKey, write: Write): Promise<void>;
  /** Forgets the failures that a success ended; repeating it for one approval changes nothing. */
  clearFailures(ledger: RecipientKey, approvedAt: number, now: number): Promise<void>;
}

export interface LedgerRefused {
  readonly kind: "refused";
  readonly refusal: LedgerRefusal;
}
