import type { Side } from "../../domain/desk-purposes.ts";
import type { KnownDevice } from "../../domain/known-devices.ts";
import type { ClickLane, LedgerLocation } from "../../domain/lane.ts";
import type { RecipientKey } from "../../domain/recipient.ts";

/** The lane of a click, as the table holds it. */
export interface GivenLane {
  /** Known no longer from then on, in epoch seconds. */
  readonly endsAt: number;
  readonly isVoid: boolean;
}

/** The lanes of devices on which a recipient was proven, and those that a click gives: when they are known, and until when. */
export interface DeviceStore {
  /**
   * Every device of a recipient that the table still holds, void ones too.
   * @param side on which it is known @default "users"
   */
  list(recipientKey: RecipientKey, side?: Side): Promise<readonly KnownDevice[]>;
  /**
   * Makes a device known. One that was known or void before stays as it is: no lane lives twice.
   * @param openedAt epoch seconds of the approval
   */
  open(at: LedgerLocation, openedAt: number): Promise<void>;
  /** Keeps a device known for longer after another approval; a void one stays void. @param usedAt epoch seconds */
  renew(at: LedgerLocation, usedAt: number): Promise<void>;
  /** The lane of a click, whoever has it; undefined where there is none. */
  readClick(at: LedgerLocation): Promise<GivenLane | undefined>;
  /**
   * Gives the lane of a click to the user who clicked; the one who had it before has it no more. Its sends and wrong guesses
   * stay, a day longer than it is known. One that is void stays so.
   * @param clickedAt epoch seconds; an earlier click than the last one changes nothing
   * @param endsAt epoch seconds; absent, a day after the lane's first click, which no later one prolongs
   * @returns epoch seconds until when it is known; undefined where it was not given
   */
  give(at: LedgerLocation & ClickLane, clickedAt: number, endsAt?: number): Promise<number | undefined>;
  /** Makes a device unknown for ever, also one that is not known yet: its late approval then opens nothing. The same for a click's lane. */
  void(at: LedgerLocation, now: number): Promise<void>;
}
