/** The value below which this share of the values lies; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? NaN, sorted[Math.floor(middle)] ?? NaN];
  return (low + high) / 2;
}

const RESAMPLES = 2000;

function resample(from: readonly number[]): number {
  return median(from.map(() => from[Math.floor(Math.random() * from.length)] ?? NaN));
}

/** Between which two values the median of differences lies, 19 times out of 20 (percentile bootstrap). */
export function differenceInterval(differences: readonly number[]): readonly [low: number, high: number] {
  const medians = Array.from({ length: RESAMPLES }, () => resample(differences));
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** Between which two values the ratio of two medians lies, 19 times out of 20 (percentile bootstrap). */
export function ratioInterval(
  values: readonly number[],
  base: readonly number[],
): readonly [low: number, high: number] {
  const ratios = Array.from({ length: RESAMPLES }, () => resample(values) / resample(base));
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}
