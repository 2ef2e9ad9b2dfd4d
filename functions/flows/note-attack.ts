import type { OriginKey } from "../domain/origin.ts";
import type { Observer } from "../observability/port.ts";
import type { Stores } from "../storage/port.ts";
import type { RateLimited } from "./admit-send.ts";

export interface NoteAttackDependencies {
  readonly storage: Stores<{ attacks: "noteWrong" | "noteRefused" }>;
  readonly observer: Pick<Observer, "fault">;
}

/** So many wrong guesses of an hour are noted first, and then each time that they have doubled. */
const FIRST_NOTED = 10;

/** Notes that a network's wrong guesses have reached 10, 20, 40 and so on. @param wrong of this hour, the last one included */
export async function noteWrongGuesses(
  { storage, observer }: NoteAttackDependencies,
  network: OriginKey,
  wrong: number,
  now: number,
): Promise<void> {
  if (!isNoted(wrong)) return;
  await unfailing(observer, () => storage.attacks.noteWrong(network, wrong, now));
}

/** Notes that a network was refused for what it asks for itself; that a recipient has had enough says nothing of who asks. */
export async function noteRefusedSend(
  { storage, observer }: NoteAttackDependencies,
  { origin, canBeRaised }: RateLimited,
  now: number,
): Promise<void> {
  if (origin === undefined || canBeRaised === undefined) return;
  await unfailing(observer, () => storage.attacks.noteRefused(origin, now));
}

function isNoted(wrong: number): boolean {
  return wrong >= FIRST_NOTED && Number.isInteger(Math.log2(wrong / FIRST_NOTED));
}

/** What admins look at must not fail what users do. */
async function unfailing(observer: Pick<Observer, "fault">, note: () => Promise<void>): Promise<void> {
  try {
    await note();
  } catch (error) {
    observer.fault("note-attack", error);
  }
}
