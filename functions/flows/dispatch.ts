import type { SendQueue } from "../delivery/port.ts";
import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isTooLate } from "../domain/challenge.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";

export interface DispatchDependencies {
  readonly storage: Stores<{ ledgers: "clearFailures"; sends: "giveUp" }>;
  readonly queue: SendQueue;
  readonly clock: Clock;
}

export type DispatchOutcome =
  | { readonly kind: "ordered" }
  | { readonly kind: "cleared" }
  /** The send is recorded as failed: its code would have come too late. An operator should know. */
  | { readonly kind: "too-late"; readonly challenge: Challenge }
  | { readonly kind: "needless" };

/**
 * Does what a person waits for after a change of a challenge: has a code sent, or clears the failures that an approval
 * ended. The stream delivers at least once, and a repeated change does nothing more.
 */
export function dispatch(deps: DispatchDependencies, change: ChallengeChange): Promise<DispatchOutcome> {
  const { before, after } = change;
  if (after?.status === "approved" && before?.status !== "approved") return clearFailures(deps, after);
  return after && asksForSend(change) ? orderSend(deps, after) : Promise.resolve({ kind: "needless" });
}

/** Whether a change of a challenge asks for a send: a new one, or one whose `sends` grew. */
export function asksForSend({ before, after }: ChallengeChange): boolean {
  if (after?.status !== "pending" || after.decoy) return false;
  return after.sends > Math.max(before?.sends ?? 0, after.doneSend);
}

/**
 * Puts the newest send on the queue of its channel; who delivers recognises a repeated order by the send's number. The
 * stream brings changes for hours, for the sake of approvals: an order that is too old is thrown away here.
 */
async function orderSend(
  { storage, queue, clock }: DispatchDependencies,
  challenge: Challenge,
): Promise<DispatchOutcome> {
  const { recipientKey, nonce, sends: send, channel } = challenge;
  const now = clock();
  if (isTooLate(challenge, now)) {
    const { kind } = await storage.sends.giveUp({ recipientKey, nonce }, send, now);
    return kind === "done" ? { kind: "too-late", challenge } : { kind: "needless" };
  }
  await queue.enqueue(channel, [{ recipientKey, nonce, send, channel }]);
  return { kind: "ordered" };
}

async function clearFailures(
  { storage, clock }: DispatchDependencies,
  { ledgerKey, approvedAt }: Challenge,
): Promise<DispatchOutcome> {
  if (approvedAt === undefined) return { kind: "needless" };
  await storage.ledgers.clearFailures(ledgerKey, approvedAt, clock());
  return { kind: "cleared" };
}
