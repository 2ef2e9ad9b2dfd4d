import type { PushId, PushSubscription } from "../../domain/push-subscription.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { PasskeyBase } from "./passkeys.ts";
import type { Write } from "./write.ts";

/** What a change of browsers was decided on. */
export interface PushBase extends PasskeyBase {
  /** How many there were. */
  readonly pushes: readonly unknown[];
}

/** The browsers that show a subject's codes, in the item of its factors, with which they are read. */
export interface PushStore {
  /**
   * Adds one. @param provenAt when a code last proved its contact, in epoch seconds
   * @returns whether it was done: not where the subject's factors are others than those that were read
   */
  add(
    at: SubjectKey,
    base: PushBase,
    added: { readonly subscription: PushSubscription; readonly provenAt: number },
    write: Write,
  ): Promise<boolean>;
  /** @returns whether it was done, as {@link add} */
  remove(at: SubjectKey, base: PasskeyBase, id: PushId, write: Write): Promise<boolean>;
  /**
   * Removes one that its push service knows no more, or whose contact is another customer's. No user has changed anything,
   * so this is no change that is told of; whoever decides on what was read before finds it changed all the same.
   * @returns whether it was there as it was read: one that was enrolled again stays
   */
  drop(at: SubjectKey, gone: Pick<PushSubscription, "id" | "enrolledAt">): Promise<boolean>;
}
