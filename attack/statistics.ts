/**
 * How likely two samples are to differ so much by chance (Mann and Whitney's test, two-sided, by the normal curve).
 * @returns 0 to 1
 */
export function chanceOf(one: readonly number[], other: readonly number[]): number {
  const wins = one.reduce(
    (sum, a) => sum + other.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  const pairs = one.length * other.length;
  const deviation = Math.sqrt((pairs * (one.length + other.length + 1)) / 12);
  const z = Math.abs(wins - pairs / 2) / deviation;
  // Abramowitz and Stegun, 26.2.17.
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.min(1, 2 * tail);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * The least difference that this test would have seen in samples that scatter like these: one of them against itself,
 * moved on further and further.
 * @returns undefined where there are too few to see any
 */
export function leastSeen(values: readonly number[], leastLikely: number): number | undefined {
  const span = Math.max(...values) - Math.min(...values) + 1;
  const isSeen = (by: number) =>
    chanceOf(
      values,
      values.map((value) => value + by),
    ) < leastLikely;
  if (!isSeen(span)) return undefined;
  let [unseen, seen] = [0, span];
  for (let step = 0; step < 40; step++) {
    const middle = (unseen + seen) / 2;
    if (isSeen(middle)) seen = middle;
    else unseen = middle;
  }
  return seen;
}
