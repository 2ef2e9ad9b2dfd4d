import type { HeldLane, Lane, LedgerLocation } from "../../domain/lane.ts";
import type { Ledger, LedgerRefusal, LedgerRules } from "../../domain/ledger.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Write } from "./write.ts";

/** A recipient's memories of sends and wrong guesses, one for each lane. */
export interface LedgerStore {
  /** Registers a send if every limit allows it: an exact sliding window in one write without a read. */
  admit(ledger: LedgerLocation, rules: LedgerRules, write: Write): Promise<LedgerAdmitted | LedgerRefused>;
  /**
   * The same on the ledger of a lane that an approval opened, or a click, which no send makes.
   * @param ledger with the holder that asks, where the lane has one at a time
   * @returns `unknown` where it is not there, void, too old, or another holder's by now
   */
  admitKnown(
    ledger: LedgerLocation & HeldLane,
    rules: LedgerRules,
    write: Write,
  ): Promise<LedgerAdmitted | LedgerRefused | { readonly kind: "unknown" }>;
  /**
   * Keeps the ledger of a network on which its recipient was proven, for 30 days from then on.
   * @param provenAt epoch seconds of the approval; an older one than is known changes nothing
   */
  keepNetwork(ledger: LedgerLocation, provenAt: number): Promise<void>;
  /** Counts a wrong guess, as the first one where those before it are forgotten. */
  countFailure(
    ledger: LedgerLocation,
    rules: Pick<LedgerRules, "forgetSeconds">,
    write: Write,
  ): Promise<void>;
  /**
   * Takes back wrong guesses that turned out to be the owner's; never below zero.
   * @param approved the nonce of the challenge that they were made on; repeating it at once changes nothing
   */
  takeBack(ledger: LedgerLocation, approved: string, failures: number): Promise<void>;
  /** Every ledger of a recipient, void ones too. */
  list(recipientKey: RecipientKey, rules: Pick<LedgerRules, "sends">): Promise<readonly KnownLedger[]>;
  /** Forgets the sends of a ledger, and none of its wrong guesses. @returns whether there is such a ledger */
  forgetSends(ledger: LedgerLocation): Promise<boolean>;
  /** Whether its next send would count as one to a recipient that is proven. */
  isProven(ledger: LedgerLocation, now: number): Promise<boolean>;
  /**
   * Writes down that a user has proved to hold the address; at most once a month.
   * @param approvedAt epoch seconds; repeating it, or an earlier one, changes nothing
   */
  prove(ledger: LedgerLocation, approvedAt: number): Promise<void>;
}

export interface LedgerAdmitted {
  readonly kind: "admitted";
  /** The wrong guesses that count. */
  readonly failures: number;
  /** Set where it is proven, and few sends went there today: see domain/proven.ts. */
  readonly proven?: true;
}

export interface LedgerRefused {
  readonly kind: "refused";
  readonly refusal: LedgerRefusal;
}

/** A ledger of a recipient, and whether anyone may ask on it still. */
export interface KnownLedger extends Ledger {
  readonly lane: Lane;
  readonly isVoid: boolean;
}
