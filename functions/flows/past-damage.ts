import { Fault } from "../domain/errors.ts";

/**
 * Does a step whose damaged items must not keep the next one from being done: no repetition would mend them.
 * @returns whether it met none; what else fails is thrown
 */
export async function pastDamage(step: () => Promise<unknown>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === "damaged-item") return false;
    throw error;
  }
}
