import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";

export const CUSTOMER_STATUSES = ["active", "blocked"] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

/** A contact of a customer whom the owner knows: one address or number. */
export interface Customer {
  /** The owner's id of the customer, which becomes the `sub` of tokens; contacts with the same id are one customer. */
  readonly customerId?: string;
  /** The address or number itself, as a challenge keeps it; items of releases before blocking have none. */
  readonly address?: string;
  readonly name?: string;
  readonly locale?: string;
  /** Where the customer's factors lie, if not under the id: they were enrolled under an earlier one. */
  readonly factorsOf?: SubjectKey;
  /** What is left to do since it was given another id. */
  readonly moving?: UnfinishedMove;
  readonly status: CustomerStatus;
}

/** A change of a contact's id, of which sessions and factors may be left under the one before. */
export interface UnfinishedMove {
  /** Whose the contact was: a customer's, or its own pseudonym's. */
  readonly from: string;
  /** Where its factors were said to lie then. */
  readonly factorsOf?: SubjectKey;
  /** Whether it was to go without them. */
  readonly leaves: boolean;
}

/** A contact, and where it lies. */
export interface Contact extends Customer {
  readonly recipientKey: RecipientKey;
}

/** A contact as a list shows it. */
export interface ListedContact extends Contact {
  readonly note?: string;
  /** Epoch seconds. */
  readonly blockedAt?: number;
}

/** That an import has registered a contact, until it is registered otherwise. */
export interface ImportMark {
  /** The id of the import. */
  readonly in: string;
  /** Digest of what was written, by which it is known whether it is so still. */
  readonly as: string;
}

/** A contact as an import finds it, or leaves it. */
export interface ImportedContact extends Customer {
  readonly note?: string;
  readonly imported?: ImportMark;
}

/** What an admin may say of a contact; null takes it away, and what is not named stays. */
export interface ContactFacts {
  readonly name?: string | null | undefined;
  readonly locale?: string | null | undefined;
  /** For admins alone. */
  readonly note?: string | null | undefined;
}

export interface RemovedContact {
  readonly customerId: string;
  readonly factorsOf?: SubjectKey;
}

export interface CustomerStore {
  read(recipientKey: RecipientKey): Promise<Customer | undefined>;
  /**
   * Writes a contact. One that is there keeps its status: registering a blocked customer again lets them in no more. With the
   * status `blocked` it is blocked in the same write, whatever it was before.
   * What it does not name stays as it is, but for `factorsOf`; `moving` stays until {@link endMove}.
   * @param now epoch seconds, for since when it is blocked
   */
  put(recipientKey: RecipientKey, customer: Customer, now?: number): Promise<void>;
  /**
   * The same of an import, which moves no contact.
   * @param only `new` where there must be no item at all
   * @returns false where it is another customer's, or has no id: then nothing is written
   */
  putImported(
    recipientKey: RecipientKey,
    contact: ImportedContact,
    now: number,
    only?: "new",
  ): Promise<boolean>;
  /** A contact with what an import has to know of it, of one that was removed its mark alone. */
  readImported(
    recipientKey: RecipientKey,
  ): Promise<{ readonly contact?: ImportedContact; readonly imported?: ImportMark }>;
  /** Says where the factors of a customer lie. @returns whether it has such a contact */
  setFactorsOf(recipientKey: RecipientKey, customerId: string, factorsOf: SubjectKey): Promise<boolean>;
  /** Writes down that nothing is left to do of a contact's move from this id. */
  endMove(recipientKey: RecipientKey, from: string): Promise<void>;
  /**
   * The contacts of a customer, by the index, which follows the table within a second or so: a contact of the last moment
   * may be missing, and a status may be the one before. A contact whose item is damaged is named too, as one that is out:
   * it must keep no other from being found.
   */
  listContacts(customerId: string): Promise<readonly Contact[]>;
  /** Whether the table has it as a contact of this customer by now, whatever else its item says. */
  isContactOf(recipientKey: RecipientKey, customerId: string): Promise<boolean>;
  /**
   * Contacts by the beginning of the owner's id, in the order of the ids, page by page. A page is read when it is asked
   * for. By the index, as {@link listContacts}.
   * @param from an id, by which those before it are left out @default the first one
   */
  find(beginning: string, from?: string): AsyncIterable<readonly ListedContact[]>;
  /** Writes what is known of a contact beside its id and its status. @returns whether it is this customer's */
  describe(recipientKey: RecipientKey, customerId: string | undefined, facts: ContactFacts): Promise<boolean>;
  /**
   * Takes a contact from its customer: from then on it is nobody's, and as one that was never there. What said whose it was
   * stays for two days, so that what breaks off is finished.
   * @param customerId whose it has to be
   * @returns whether it was
   */
  remove(recipientKey: RecipientKey, customerId: string, now: number): Promise<boolean>;
  /** Whose contact it was that {@link remove} took; undefined where it took none, or it was registered again. */
  readRemoved(recipientKey: RecipientKey): Promise<RemovedContact | undefined>;
  /**
   * Blocks a contact, or lets it in again.
   * @param now epoch seconds
   * @param customerId whose contact it has to be: the index may name one that has another id by now
   * @returns `unknown` where there is no such contact, `unchanged` where it has that status already
   */
  setStatus(
    recipientKey: RecipientKey,
    status: CustomerStatus,
    now: number,
    customerId?: string,
  ): Promise<"changed" | "unchanged" | "unknown">;
}
