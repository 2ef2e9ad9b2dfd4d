import type { Challenge, EndCause, Session } from "../../domain/challenge.ts";
import type { Channel } from "../../domain/channel.ts";
import type { Fault } from "../../domain/errors.ts";
import type { Lane } from "../../domain/lane.ts";
import type { UsedPasskey } from "../../domain/passkey.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SessionReference } from "../../domain/reference.ts";
import type { ShownSession } from "../../domain/session.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Write } from "./write.ts";

/** Where a challenge lies in the table. */
export type ChallengeLocation = SessionReference;

/** A refused step carries the challenge as it stands, which tells why; undefined when there is none. */
export interface Refused {
  readonly kind: "refused";
  readonly challenge: Challenge | undefined;
}

export interface Done {
  readonly kind: "done";
  readonly challenge: Challenge;
}

/** The challenges of a recipient, and the faults of those that cannot be read. */
export interface ChallengeList {
  readonly challenges: readonly Challenge[];
  readonly damaged: readonly Fault[];
}

export interface ApproveProved extends Write {
  readonly sessionSeconds?: number;
  readonly device?: Lane;
  /** The one that was the second factor. */
  readonly passkey?: UsedPasskey;
  /** What its tokens say, the second factor included. */
  readonly amr: readonly string[];
}

export interface RaiseSession extends Write {
  /** Where its subject's factors lie: a session from before second factors were switched on does not say so. */
  readonly subjectKey: SubjectKey;
  /** What its tokens say from then on. */
  readonly amr: readonly string[];
}

/** The steps of a challenge's life. Each is one conditional write: the database decides races, and nothing is read first. */
export interface ChallengeStore {
  /**
   * Puts a pending challenge. Opening the same one again changes nothing.
   * @returns the challenge that the table holds: this one, or what an earlier try has put
   */
  open(challenge: Challenge): Promise<Challenge>;
  /**
   * Puts a challenge that no code was sent for and that is approved already. The same one is opened once.
   * @returns `refused` where it is there already and this write did not put it: then it is a replay
   */
  openApproved(challenge: Session, write: Write): Promise<Done | Refused>;
  /**
   * Counts a guess that was right: approves, and opens the session where `sessionSeconds` is given. A challenge that was
   * asked for on no known device takes the one that is given. One whose sign-in takes two steps is refused.
   */
  approve(
    at: ChallengeLocation,
    write: Write & { readonly sessionSeconds?: number; readonly device?: Lane },
  ): Promise<Done | Refused>;
  /** Counts a guess that was right where a sign-in takes two steps: the second factor is waited for from then on. */
  prove(at: ChallengeLocation, write: Write): Promise<Done | Refused>;
  /**
   * Checks a right code of a challenge that is proved already, and changes nothing: under the condition that there were not
   * too many wrong ones, so that the code of one that waits cannot be guessed either.
   */
  proveAgain(at: ChallengeLocation, write: Write): Promise<Done | Refused>;
  /** Approves a challenge that is proved, after its second factor. */
  approveProved(at: ChallengeLocation, write: ApproveProved): Promise<Done | Refused>;
  /**
   * Writes down that a second factor was proved in a session, and has the next of its tokens count from then on. Refused
   * where the token that was shown does not count any more, and after too many wrong guesses in the session.
   */
  raise(shown: ShownSession, write: RaiseSession): Promise<Done | Refused>;
  /**
   * Has a session follow another one of its subject: the token that was shown for that one counts no more, and what ends
   * the new session ends the other with it. Where the new one is over already, so is the other.
   */
  follow(at: ChallengeLocation, shown: ShownSession, now: number): Promise<void>;
  /**
   * Counts a wrong guess at a second factor, of a proved challenge or in a session, as many as either takes.
   * @param write.counted whether its subject's count holds it too
   */
  countWrongFactor(
    at: ChallengeLocation,
    write: Write & { readonly counted: boolean },
  ): Promise<Done | Refused>;
  /**
   * Counts a guess that was wrong, under the same condition as {@link approve}, decoys included, or as
   * {@link proveAgain}: a challenge takes no more wrong codes for being proved.
   */
  countWrong(at: ChallengeLocation, write: Write): Promise<Done | Refused>;
  /**
   * Asks for one more send of the same passcode, by this channel where one is named. It may be another way to the same
   * recipient, and then what the passcode proves is what all ways there prove.
   */
  countSend(
    at: ChallengeLocation,
    write: Write & {
      readonly resendAfterSeconds: number;
      readonly channel?: Channel | undefined;
      /** Whether a challenge that confirms a transaction is refused: its message would not name it. */
      readonly withoutTransaction?: boolean;
    },
  ): Promise<Done | Refused>;
  /**
   * Ends a session; anything else stays as it is. A cause is written down also where the session ended before without
   * one: grants that outlived it end then.
   */
  end(at: ChallengeLocation, now: number, cause?: EndCause): Promise<void>;
  /** The same for who shows a session token: nothing ends unless it counts, or did a moment ago. */
  endShown(shown: ShownSession, now: number, cause?: EndCause): Promise<void>;
  /**
   * Ends a session in which no second factor was proved, because its subject's sign-ins take two steps.
   * @returns whether this call ended it
   */
  endUnproved(at: ChallengeLocation, now: number): Promise<boolean>;
  /**
   * Cancels a pending or proved challenge for this cause, or ends its session for it if it was approved meanwhile.
   * @returns `refused` when nothing was left to change; a write whose answer was lost looks like that too
   */
  cancel(at: ChallengeLocation, now: number, cause: EndCause): Promise<Done | Refused>;
  /**
   * Marks an approved challenge, whose own wrong guesses are taken back.
   * @returns whether this call set the mark, so that they are taken back once
   */
  forgive(at: ChallengeLocation): Promise<boolean>;
  read(at: ChallengeLocation): Promise<Challenge | undefined>;
  /** Every challenge of a recipient that the table still holds; a damaged one hides no other. */
  list(recipientKey: RecipientKey): Promise<ChallengeList>;
  /**
   * Those that were approved, ended or not, page by page: there may be many. A page is read when it is asked for, and may
   * be empty.
   */
  listApproved(recipientKey: RecipientKey): AsyncIterable<ChallengeList>;
  /** Those that were not ended and not canceled, in the same way: pending, proved or approved, expired ones too. */
  listOpen(recipientKey: RecipientKey): AsyncIterable<ChallengeList>;
}

/** A change of one challenge, as the table's stream tells it. */
export interface ChallengeChange {
  readonly before: Challenge | undefined;
  readonly after: Challenge | undefined;
}
