/** How far the time of a signed report may be from ours, in seconds: as Standard Webhooks' own libraries have it. */
const TOLERANCE_SECONDS = 300;

/**
 * Whether a report was signed just now, so that one that was listened to cannot be told again later.
 * @param signedAt epoch seconds, as the report's header says; it is part of what is signed
 */
export function isSignedJustNow(signedAt: string, now: number): boolean {
  return /^\d{1,12}$/.test(signedAt) && Math.abs(now - Number(signedAt)) <= TOLERANCE_SECONDS;
}
