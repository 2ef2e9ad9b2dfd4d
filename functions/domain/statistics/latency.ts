/** The upper ends of the histogram's buckets, in seconds. They are kept in the table: never change them, only add. */
export const LATENCY_SECONDS = [1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300, 600] as const;

/** How many sends took at most so many seconds, by the upper end of the bucket; `Infinity` for those beyond the last. */
export type Histogram = ReadonlyMap<number, number>;

/** The bucket of a duration: its upper end, or `Infinity`. */
export function latencyBucket(seconds: number): number {
  return LATENCY_SECONDS.find((end) => seconds <= end) ?? Infinity;
}

/**
 * Within how many seconds a share of the sends were with their provider: the end of the bucket in which it is reached, so
 * the truth is at most that. @param share 0 to 1
 * @returns undefined where nothing was sent
 */
export function percentile(histogram: Histogram, share: number): number | undefined {
  const buckets = [...histogram].sort(([one], [other]) => one - other);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [end, count] of buckets) {
    seen += count;
    if (count > 0 && seen >= share * total) return end;
  }
  return undefined;
}
