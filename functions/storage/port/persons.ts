import type { Challenge } from "../../domain/challenge.ts";
import type { Grant } from "../../domain/grant.ts";
import type { NoticeKind } from "../../domain/notice.ts";
import type { OriginKey } from "../../domain/origin.ts";
import type { SuppressionReason } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { ListedContact } from "./customers.ts";

/** An item as it lies in the table, sets as lists; what could open something is withheld. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** What of a person has an instant, and so a place in the story. */
export const TRACE_KINDS = ["challenge", "notice", "grant"] as const;

/** That something of a person lies in the table. Instants are epoch seconds. */
export interface Trace {
  readonly kind: (typeof TRACE_KINDS)[number];
  readonly recipientKey: RecipientKey;
  /** Its sort key. */
  readonly name: string;
  /** When it was asked for, or happened; 0 of a damaged item. */
  readonly at: number;
  /** Of a challenge: the network that asked, and what is left of it. */
  readonly origin?: OriginKey;
  readonly status?: string;
  readonly expiresAt?: number;
  readonly approvedAt?: number;
  readonly sessionEndsAt?: number;
  readonly askedFrom?: string;
  readonly decoy?: boolean;
  /** The item behind it. */
  item(): PlainItem;
  /** What it says; a damaged one says so, and hides no other. */
  told(): Told;
}

export type Told = TracedChallenge | TracedNotice | TracedGrant | TracedDamage;

export interface TracedChallenge {
  readonly kind: "challenge";
  readonly challenge: Challenge;
  /** When its delivery changed last; absent where it is queued. */
  readonly deliveryAt?: number;
}

export interface TracedNotice {
  readonly kind: "notice";
  readonly of: NoticeKind;
  readonly at: number;
  readonly address: string;
  /** Sent no more from then on. */
  readonly until: number;
  /** What became of it, and when; absent as long as it waits. */
  readonly outcome?: string;
  readonly doneAt?: number;
}

export interface TracedGrant {
  readonly kind: "grant";
  readonly grant: Grant;
  readonly givenAt?: number;
  readonly endedAt?: number;
}

/** What cannot be read, by its key. */
export interface TracedDamage {
  readonly kind: "damaged";
}

/** What holds of a recipient now, beside what happened. */
export interface PersonState {
  /** The contact, whatever the service makes of it: an open one reads none. */
  readonly contact?: ListedContact;
  /** Also one that is over and still there. */
  readonly suppression?: {
    readonly reason: SuppressionReason;
    readonly until: number;
    /** ISO 8601. */
    readonly since?: string;
  };
  readonly items: readonly PlainItem[];
}

/** All that the table holds of a recipient. */
export interface PersonStore {
  /**
   * Deletes all that lies in a recipient's partition, but for what guards others and names nobody: the strangers' ledger,
   * and why nothing is sent there. The contact itself goes last, so that what breaks off is found and finished.
   * @returns how many items went, by what their sort keys begin with
   */
  forget(recipientKey: RecipientKey): Promise<Readonly<Record<string, number>>>;
  /**
   * What happened to a recipient, in no order: the names of challenges are random, so that none is guessed from another.
   * They are read together, and looked into one by one.
   */
  trace(recipientKey: RecipientKey): Promise<readonly Trace[]>;
  /** All that is no {@link Trace}. */
  readState(recipientKey: RecipientKey): Promise<PersonState>;
  /** The ledgers that spellings of one mailbox share, which lie with the bare address. */
  readSharedLedgers(ledgerKey: RecipientKey): Promise<readonly PlainItem[]>;
  /** What a subject has enrolled. */
  readSubject(at: SubjectKey): Promise<readonly PlainItem[]>;
  /** Whether nothing at all lies in a recipient's partition. */
  isEmpty(recipientKey: RecipientKey): Promise<boolean>;
}
