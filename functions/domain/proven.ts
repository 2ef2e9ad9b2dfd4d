/** When a user proved to hold an address. Epoch seconds. */
export interface Proof {
  /** The first time. */
  readonly provenSince: number | undefined;
  /** The last time, within {@link PROOF_RENEWED_SECONDS}. */
  readonly provenAt: number | undefined;
}

/** A proof counts from so long after the first approval: who only wants SMS sent has to wait. In seconds. */
const WAIT_SECONDS = 86_400;

/** How long a proof counts that is not renewed, in seconds: numbers change hands. */
const HOLDS_SECONDS = 90 * 86_400;

/** How often a proof is written down again, in seconds. */
export const PROOF_RENEWED_SECONDS = 30 * 86_400;

/** The most sends in any 24 hours with which a recipient counts as proven; its others are paid as those of the others are. */
const SENDS_A_DAY = 5;

/**
 * Whether a recipient counts as proven, for what its next message may cost.
 * @param ledger with the send that this is about among its sends
 * @param now epoch seconds
 */
export function isProven(
  { provenSince, provenAt, sendTimes }: Proof & { readonly sendTimes: readonly number[] },
  now: number,
): boolean {
  if (provenSince === undefined || provenAt === undefined) return false;
  const today = sendTimes.filter((at) => at > now - 86_400).length;
  return provenSince <= now - WAIT_SECONDS && provenAt > now - HOLDS_SECONDS && today <= SENDS_A_DAY;
}
