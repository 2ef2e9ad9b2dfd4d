/** Names one act: a UUID of version 7 (RFC 9562, 5.7), which begins with its time. */
export type ActId = string & { readonly brand: "ActId" };

/** What an admin began to do, as it is written down before anything else is. */
export interface BegunAct {
  readonly id: ActId;
  readonly act: string;
  /** Who: the ARN of a user or role, or the pseudonym of an admin's address. */
  readonly by: string;
  readonly role: string;
  /** What the caller calls itself, as the name of its session: nobody checks that. */
  readonly said?: string | undefined;
  /** Pseudonyms of those whom it is about, and the owner's ids. */
  readonly about: readonly string[];
  /** What was so before it. */
  readonly before?: string | undefined;
  /** Keyed hash of what was asked for: the same id with another wish is another act. */
  readonly wish: string;
}

/** An act as it stands in the audit. Instants are epoch seconds. */
export interface AuditedAct extends BegunAct {
  readonly begunAt: number;
  /** Absent where it broke off, or goes on still. */
  readonly doneAt?: number;
  readonly outcome?: string;
  /** How much it changed, by what. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** What an act led to. */
export interface EndedAct {
  readonly outcome: string;
  readonly counts?: Readonly<Record<string, number>>;
}

/** What admins have done, for 400 days. */
export interface AuditStore {
  /**
   * Writes down that an act begins, before its first write.
   * @returns the act as it stands where it was begun before, whoever began it
   */
  begin(act: BegunAct, now: number): Promise<AuditedAct | undefined>;
  /** An act as it stands. */
  read(id: ActId): Promise<AuditedAct | undefined>;
  /** Writes down what it led to, once: a repetition changes nothing. */
  end(id: ActId, ended: EndedAct, now: number): Promise<void>;
  /**
   * The newest acts of a month, the newest first.
   * @param month as in `2026-11`
   * @param before an act: only those that are older
   */
  list(
    month: string,
    page: { readonly most: number; readonly before?: ActId | undefined },
  ): Promise<readonly AuditedAct[]>;
}
