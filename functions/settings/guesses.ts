/** Wrong guesses in a row that an account may ever collect (NIST SP 800-63B-4, 3.2.2). */
export const MAX_FAILURES = 100;

/** What decides how many guesses can still be made of digits. */
interface Guesses {
  readonly passcode: { readonly maxAttempts: number };
  readonly limits: { readonly recipientPerHour: number };
}

/**
 * The wrong guesses after which no further code of digits is sent. What is open then can still be guessed at: an hour's
 * challenges, and twice four guesses and three challenges of devices and networks that the recipient uses.
 */
export function digitsUntil(
  { maxAttempts }: Guesses["passcode"],
  { recipientPerHour }: Guesses["limits"],
): number {
  return MAX_FAILURES - maxAttempts * recipientPerHour - 2 * (4 + 3 * maxAttempts);
}
