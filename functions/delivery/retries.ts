/**
 * After how many seconds the first failures of a send are tried again, while a person still waits for the code. Every
 * later one takes the queue's own patience, so that an outage is not made worse by those who wait for its end.
 */
export const QUICK_RETRY_SECONDS = [5, 10, 20] as const;

/** How long the queue of a channel hides a message that a deliverer works on, in seconds. */
export const VISIBILITY_SECONDS = 35;

/**
 * When a message should come again rather than when the queue's patience ends.
 * @param receives how often it has been received, this time included
 */
export function quickRetrySeconds(receives: number): number | undefined {
  return QUICK_RETRY_SECONDS[receives - 1];
}

/**
 * How often a send is tried before so much time has passed: at once, soon after the first failures, then by the queue.
 */
export function triesWithin(seconds: number): number {
  let tries = 0;
  for (let at = 0; at < seconds; at += quickRetrySeconds(tries) ?? VISIBILITY_SECONDS) tries += 1;
  return tries;
}
