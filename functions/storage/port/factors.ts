import type { Guesser, HashedCode, SubjectFactors, Totp } from "../../domain/factors.ts";
import type { NoticeContact } from "../../domain/notice.ts";
import type { Lane } from "../../domain/lane.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Write } from "./write.ts";

/** What one act changes of what a subject has enrolled. */
export interface FactorChange {
  readonly subject: string;
  /** {@link SubjectFactors.version} as it was read; 0 where the subject had nothing. */
  readonly version: number;
  readonly addTotp?: Totp;
  /** Who adds it: told of what happens to the factors, where no customer has other contacts. */
  readonly contact?: NoticeContact;
  /** Set where they are an admin's, for the desk alone. */
  readonly desk?: true;
  /** The id of one. */
  readonly removeTotp?: string;
  /** Takes the place of all backup codes that there are. */
  readonly codes?: Readonly<Record<string, HashedCode>>;
  /** Whether sign-ins take two steps from now on; what was known of devices is forgotten with either. */
  readonly twoSteps?: "on" | "off";
  /** The lane of the device on which it is proved that they are turned on: the first one that is known since. */
  readonly lane?: Lane | undefined;
}

/** A reset as it is written down. */
export interface AskedReset {
  /** {@link SubjectFactors.version} as it was read. */
  readonly version: number;
  readonly id: string;
  readonly by: string;
  readonly byOwner: boolean;
  /** Why the admin believes that it is the user who asks. */
  readonly evidence: string;
  readonly hours: number;
  /** Its hour, in epoch seconds, where no contact has to be told first. */
  readonly resetAt?: number;
}

/** What a right guess changes beside what it uses up. */
export interface ProvenFactor {
  readonly guesser: Guesser;
  /** Wrong guesses of the same challenge or session, which no longer count. */
  readonly ownFailures: number;
  readonly lanes: readonly Lane[];
}

/**
 * What subjects have enrolled: one item each. A guess takes effect by one conditional write, so that parallel ones never
 * exceed what is allowed; a write that the client library repeats recognises itself.
 */
export interface FactorStore {
  /**
   * What a subject has, wherever it lies: one read, and a second where the subject has taken over what lies elsewhere.
   * From the hour of a reset on it is nothing, whatever the item holds still.
   * @param now epoch seconds
   * @throws Fault `damaged-item` where that is gone: what cannot be found must not read as nothing
   */
  read(at: SubjectKey, now: number): Promise<SubjectFactors | undefined>;
  /**
   * Has a subject take over the factors that lie elsewhere, for a customer who is given another id.
   * @param taking `version` as it was read of the subject's own item; 0 where it has none
   * @returns whether it was done: not where the subject was changed meanwhile
   */
  takeOver(
    at: SubjectKey,
    taking: { readonly subject: string; readonly version: number; readonly from: SubjectKey },
    write: Write,
  ): Promise<boolean>;
  /** Says whose the factors are from now on. @returns whether it was done, as {@link change} does */
  rename(
    at: SubjectKey,
    renamed: { readonly subject: string; readonly version: number },
    write: Write,
  ): Promise<boolean>;
  /** Has a subject have nothing of what lies elsewhere any more. */
  release(at: SubjectKey, from: SubjectKey): Promise<void>;
  /** Removes all that a subject has, and what it has taken over. @returns whether it was done, as {@link change} does */
  clear(at: SubjectKey, version: number, write: Write): Promise<boolean>;
  /**
   * Deletes all that a subject has, wherever it lies, and what says where. What is another subject's by now stays, and
   * repeating it changes nothing.
   */
  forget(at: SubjectKey, subject: string): Promise<void>;
  /**
   * Asks for a reset, in the place of one that nobody was told of, or for an owner of one that was canceled.
   * @returns whether it was done, as {@link change} does
   */
  askReset(at: SubjectKey, asked: AskedReset, write: Write): Promise<boolean>;
  /** Sets the hour of a reset that waits for it, once. Repeating it changes nothing. @param resetAt epoch seconds */
  startReset(at: SubjectKey, id: string, resetAt: number): Promise<void>;
  /**
   * Cancels a reset that was asked for.
   * @returns whether it was: not in its last minute or later, not where an owner asked and none cancels, and not where it is
   * another one by now
   */
  cancelReset(
    at: SubjectKey,
    reset: { readonly id: string | undefined; readonly asOwner: boolean },
    write: Write,
  ): Promise<boolean>;
  /** Removes what a reset that has taken effect has made nothing. @returns whether it was done, as {@link change} does */
  endReset(at: SubjectKey, version: number, write: Write): Promise<boolean>;
  /** @returns whether it was done: not where the subject's factors are others than those that were read */
  change(at: SubjectKey, change: FactorChange, write: Write): Promise<boolean>;
  /**
   * Uses up a step of an authenticator.
   * @returns whether it was: not where it or a later one was used before, the authenticator is gone, or there were too
   * many wrong guesses
   */
  proveTotp(
    at: SubjectKey,
    proven: ProvenFactor & {
      readonly id: string;
      readonly step: number;
      /** The secret as it is kept from now on. */
      readonly secret: string;
    },
    write: Write,
  ): Promise<boolean>;
  /** Uses up a backup code, however many wrong guesses there were. @returns whether it was: not where it is gone */
  proveBackupCode(
    at: SubjectKey,
    proven: ProvenFactor & { readonly number: string; readonly hash: string },
    write: Write,
  ): Promise<boolean>;
  /**
   * Notes a lane in which a factor was proved that writes nothing here by itself: a passkey. Nothing where two steps were
   * turned on later, and nothing where the lane is known by now.
   * @param provedAt epoch seconds
   */
  keepLane(at: SubjectKey, lane: Lane, provedAt: number): Promise<void>;
  /** Counts a wrong guess. @returns whether it was: not where there were too many already, and none is evaluated */
  countWrong(at: SubjectKey, guesser: Guesser, write: Write): Promise<boolean>;
}
