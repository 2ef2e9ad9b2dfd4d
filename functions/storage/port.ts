import type { Grant } from "../domain/grant.ts";
import type { Challenge, Delivery } from "../domain/challenge.ts";
import type { Channel } from "../domain/channel.ts";
import type { LedgerRefusal, LedgerRules } from "../domain/ledger.ts";
import type { OriginKey } from "../domain/origin.ts";
import type { Receipt, SendReference, Suppression } from "../domain/receipt.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { SessionReference } from "../domain/session.ts";

/** Where a challenge lies in the table. */
export type ChallengeLocation = SessionReference;

/** Who writes, and when. A write that the client library repeats recognises itself by `by` and counts once. */
export interface Write {
  /** Random per invocation. */
  readonly by: string;
  /** Epoch seconds. */
  readonly now: number;
}

/** A refused step carries the challenge as it stands, which tells why; undefined when there is none. */
export interface Refused {
  readonly kind: "refused";
  readonly challenge: Challenge | undefined;
}

export interface Done {
  readonly kind: "done";
  readonly challenge: Challenge;
}

/** The steps of a challenge's life. Each is one conditional write: the database decides races; no step reads first. */
export interface ChallengeStore {
  /**
   * Puts a pending challenge. Opening the same one again changes nothing.
   * @returns the challenge that the table holds: this one, or what an earlier try has put
   */
  open(challenge: Challenge): Promise<Challenge>;
  /** Counts a guess that was right: approves, and opens the session where `sessionSeconds` is given. */
  approve(
    at: ChallengeLocation,
    write: Write & { readonly sessionSeconds?: number },
  ): Promise<Done | Refused>;
  /** Counts a guess that was wrong, under the same condition as {@link approve}, decoys included. */
  countWrong(at: ChallengeLocation, write: Write): Promise<Done | Refused>;
  /** Asks for one more send of the same passcode, on another channel of the same number where one is given. */
  countSend(
    at: ChallengeLocation,
    write: Write & { readonly resendAfterSeconds: number; readonly channel?: Channel | undefined },
  ): Promise<Done | Refused>;
  /** Ends a session; anything else stays as it is. */
  end(at: ChallengeLocation, now: number): Promise<void>;
  /**
   * Cancels a pending challenge, or ends its session if it was approved meanwhile.
   * @returns `refused` when nothing was left to change; a write whose answer was lost looks like that too
   */
  cancel(at: ChallengeLocation, now: number): Promise<Done | Refused>;
  read(at: ChallengeLocation): Promise<Challenge | undefined>;
  /** Every challenge of a recipient that the table still holds. */
  list(recipientKey: RecipientKey): Promise<readonly Challenge[]>;
}

/** The steps of a send, taken by its deliverer. */
export interface SendStore {
  /** Takes the lease of the n-th send: pending, enough time left, not done, and without another deliverer. */
  claimSend(at: ChallengeLocation, send: number, write: Write): Promise<Done | Refused>;
  /** Records the result of a send; a done send is never claimed again. */
  settleSend(at: ChallengeLocation, send: number, delivery: Delivery, now: number): Promise<void>;
  /**
   * Records that a send failed because it would come too late: pending, too little time left, not done, no deliverer.
   * @returns `refused` also when it was recorded before, so that it is told of once
   */
  giveUpSend(at: ChallengeLocation, send: number, now: number): Promise<Done | Refused>;
  /** Gives the lease back after a fault that will pass. */
  releaseSend(at: ChallengeLocation, send: number, delivery: Delivery, now: number): Promise<void>;
}

/** What providers say afterwards of the messages that they took. */
export interface ReceiptStore {
  /**
   * Writes the new state of a send, forward only: a repeated receipt, one that comes after a stronger one, and one of
   * an older send than the newest change nothing.
   * @returns `older` where it changed nothing, `gone` where there is no such challenge any more
   */
  recordReceipt(
    at: ChallengeLocation,
    send: number,
    receipt: Receipt,
    now: number,
  ): Promise<"recorded" | "older" | "gone">;
  /** Keeps which send a provider's message was, for providers whose receipts name the message alone. */
  keepMessage(provider: string, messageId: string, of: SendReference, now: number): Promise<void>;
  findMessage(provider: string, messageId: string): Promise<SendReference | undefined>;
  /** Has nothing sent to a recipient for a while; a shorter while than is set already changes nothing. */
  suppress(recipientKey: RecipientKey, suppression: Suppression, now: number): Promise<void>;
  /** The suppression that holds now. */
  readSuppression(recipientKey: RecipientKey, now: number): Promise<Suppression | undefined>;
}

/** A recipient's memory of sends and failures. */
export interface LedgerStore {
  /** Registers a send if every limit and the lock allow it: an exact sliding window in one write without a read. */
  admitSend(
    ledger: RecipientKey,
    rules: LedgerRules,
    write: Write,
  ): Promise<{ readonly kind: "admitted" } | LedgerRefused>;
  recordFailure(ledger: RecipientKey, write: Write): Promise<void>;
  /** Forgets the failures that a success ended; repeating it for one approval changes nothing. */
  clearFailures(ledger: RecipientKey, approvedAt: number, now: number): Promise<void>;
}

export interface LedgerRefused {
  readonly kind: "refused";
  readonly refusal: LedgerRefusal;
}

export interface OriginLimits {
  readonly perHour: number;
  readonly perRecipientPerHour: number;
}

/** What one network may ask for in one hour. */
export interface OriginStore {
  countOrigin(
    origin: OriginKey,
    recipient: RecipientKey,
    limits: OriginLimits,
    write: Write,
  ): Promise<{ readonly kind: "counted" } | { readonly kind: "refused"; readonly retryAfterSeconds: number }>;
  /** Takes so many sends from what the network may still ask for in this hour, whatever is left of it. */
  strikeOrigin(
    origin: OriginKey,
    /** The ledger whose owner complains. */
    recipient: RecipientKey,
    strike: { readonly sends: number; readonly perHour: number },
    write: Write,
  ): Promise<void>;
}

/** What a request with an `Idempotency-Key` leaves behind: enough to find its challenge again, and no more. */
export interface IdempotencyRecord {
  /** Keyed hash of the request's meaning. */
  readonly bodyHash: string;
  readonly nonce: string;
  readonly expiresAt: number;
}

export interface IdempotencyStore {
  /** Keeps the record unless a live one exists under this key. @returns the record that holds */
  reserve(key: string, record: IdempotencyRecord, now: number): Promise<IdempotencyRecord>;
}

/** A person whom the owner knows. */
export interface Customer {
  /** The owner's id of the customer, which becomes the `sub` of tokens. */
  readonly customerId?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly status: "active" | "blocked";
}

export interface CustomerStore {
  readCustomer(recipientKey: RecipientKey): Promise<Customer | undefined>;
  putCustomer(recipientKey: RecipientKey, customer: Customer): Promise<void>;
}

/** Who exchanges a code, and with what. */
export type GrantUse = Pick<Grant, "clientId" | "redirectUri" | "codeChallenge">;

/** The authorization codes of apps. */
export interface GrantStore {
  keepGrant(code: string, grant: Grant): Promise<void>;
  /**
   * Uses a code up, in one write, if it is known, was made for this use, has not expired and was not used before.
   * @returns `replayed` where the right client shows a code that was used before: one of the two has stolen it
   */
  consumeGrant(
    code: string,
    use: GrantUse,
    write: Write,
  ): Promise<
    { readonly kind: "consumed" | "replayed"; readonly grant: Grant } | { readonly kind: "refused" }
  >;
}

/** A change of one challenge, as the table's stream tells it. */
export interface ChallengeChange {
  readonly before: Challenge | undefined;
  readonly after: Challenge | undefined;
}

export type Storage = ChallengeStore &
  SendStore &
  ReceiptStore &
  LedgerStore &
  OriginStore &
  IdempotencyStore &
  CustomerStore &
  GrantStore;
