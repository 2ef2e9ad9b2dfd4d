import type { SendQueue } from "../delivery/port.ts";
import type { ChallengeChange } from "../storage/port.ts";

/** Whether a change of a challenge asks for a send: a new one, or one whose `sends` grew. */
export function asksForSend({ before, after }: ChallengeChange): boolean {
  if (after?.status !== "pending" || after.decoy) return false;
  return after.sends > Math.max(before?.sends ?? 0, after.doneSend);
}

/**
 * Puts the send that a change asks for on the queue of its channel. The stream delivers at least once;
 * whoever delivers recognises a repeated order by the send's number.
 */
export async function dispatchSends(queue: SendQueue, change: ChallengeChange): Promise<boolean> {
  const { after } = change;
  if (!after || !asksForSend(change)) return false;
  const { recipientKey, nonce, sends: send, channel } = after;
  await queue.enqueue(channel, [{ recipientKey, nonce, send, channel }]);
  return true;
}
