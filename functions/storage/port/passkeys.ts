import type { Passkey, PasskeyId, UsedPasskey } from "../../domain/passkey.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Write } from "./write.ts";

/** What a change of passkeys was decided on. */
export interface PasskeyBase {
  readonly subject: string;
  /** The version of the subject's factors as they were read; 0 where it had none. */
  readonly version: number;
}

/** The passkeys of subjects, in the item of their factors, with which they are read. */
export interface PasskeyStore {
  /**
   * Adds one. @param provenAt when a code last proved its contact, in epoch seconds
   * @returns whether it was done: not where the subject's factors are others than those that were read
   */
  add(
    at: SubjectKey,
    base: PasskeyBase,
    added: { readonly passkey: Passkey; readonly provenAt: number },
    write: Write,
  ): Promise<boolean>;
  /** @returns whether it was done, as {@link add} */
  remove(at: SubjectKey, base: PasskeyBase, id: PasskeyId, write: Write): Promise<boolean>;
  /** Changes nothing else, the version neither. @returns whether it was done, as {@link add} */
  rename(at: SubjectKey, base: Pick<PasskeyBase, "version">, id: PasskeyId, name: string): Promise<boolean>;
  /**
   * Writes down that a passkey was used. Its count never goes back, and repeating it changes nothing.
   * @param usedAt epoch seconds
   * @returns whether it is enrolled still
   */
  used(used: UsedPasskey, usedAt: number): Promise<boolean>;
  /**
   * Writes down that a code proved a contact that has enrolled a passkey; at most once a day.
   * @param provenAt epoch seconds; repeating it, or an earlier one, changes nothing
   */
  proved(at: SubjectKey, contact: RecipientKey, provenAt: number): Promise<void>;
}
