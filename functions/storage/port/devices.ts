import type { KnownDevice } from "../../domain/known-devices.ts";
import type { LedgerLocation } from "../../domain/lane.ts";
import type { RecipientKey } from "../../domain/recipient.ts";

/** The lanes of devices on which a recipient was proven: when they are known, and until when. */
export interface DeviceStore {
  /** Every device of a recipient that the table still holds, void ones too. */
  list(recipientKey: RecipientKey): Promise<readonly KnownDevice[]>;
  /**
   * Makes a device known. One that was known or void before stays as it is: no lane lives twice.
   * @param openedAt epoch seconds of the approval
   */
  open(at: LedgerLocation, openedAt: number): Promise<void>;
  /** Keeps a device known for longer after another approval; a void one stays void. @param usedAt epoch seconds */
  renew(at: LedgerLocation, usedAt: number): Promise<void>;
  /** Makes a device unknown for ever, also one that is not known yet: its late approval then opens nothing. */
  void(at: LedgerLocation, now: number): Promise<void>;
}
