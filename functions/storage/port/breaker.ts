import type { Bucket } from "../../domain/breaker.ts";

/** How many SMS to numbers that are not proven led to a right code, by country and by block of numbers. */
export interface BreakerStore {
  /**
   * Adds to the bucket of a group. Adding the same again changes nothing.
   * @param startsAt of the bucket, in epoch seconds
   * @param entries one at least
   */
  count(
    group: string,
    startsAt: number,
    of: "sent" | "approved",
    entries: readonly [string, ...string[]],
  ): Promise<void>;
  /** The newest buckets of a group, as many as a judgement can need. */
  newest(group: string): Promise<readonly Bucket[]>;
}
