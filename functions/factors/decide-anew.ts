import { Fault } from "../domain/errors.ts";

/** How often a change is decided anew that met another one. */
const MAX_TRIES = 5;

/**
 * Decides a change anew where the subject's factors were changed meanwhile, by what they are by then.
 * @param change undefined where another change came first
 * @throws Fault `storage-unavailable` where others come first each time
 */
export async function decideAnew<T>(change: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await change();
    if (outcome !== undefined) return outcome;
  }
  throw new Fault("storage-unavailable", "The factors of a subject are changed by others all the time.");
}
