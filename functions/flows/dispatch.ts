import type { SendQueue } from "../delivery/port.ts";
import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isByAddress, isTooLate } from "../domain/challenge.ts";
import { sideOf } from "../domain/desk-purposes.ts";
import { type EndedGrants, endGrants, endsSession } from "./end-grants.ts";
import type { OrderLogoutsDependencies } from "./order-logouts.ts";
import { followedSessions } from "./followed-sessions.ts";
import { type GoingOn, goingOn } from "./going-on.ts";
import { laneKind, ledgerOf } from "../domain/lane.ts";
import { usedMessage } from "../domain/message-feedback.ts";
import { hasTwoSteps } from "../domain/factors.ts";
import { canBeGuessed } from "../domain/typed/code-shape.ts";
import { asksFactors, keepsProofs, type Settings } from "../settings.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";
import { rememberDevice, rememberNetwork, type RememberDeviceDependencies } from "./remember-device.ts";
import { voidedAlone, voidLanes, type VoidLanesDependencies, voidsLanes } from "./void-lanes.ts";

export interface DispatchDependencies extends OrderLogoutsDependencies {
  readonly storage: Stores<{
    challenges: "forgive" | "endUnproved" | "end" | "read";
    factors: "read" | "keepLane";
    ledgers: "takeBack" | "keepNetwork";
    sends: "giveUp";
    passkeys: "used" | "proved";
    grants: "listOpen" | "end" | "markTold";
  }> &
    RememberDeviceDependencies["storage"] &
    VoidLanesDependencies["storage"];
  readonly settings: Pick<Settings, "clients" | "factors" | "secondFactor">;
  readonly queue: SendQueue;
  readonly clock: Clock;
}

export type DispatchOutcome =
  | { readonly kind: "ordered" }
  /** The wrong guesses that preceded the right one no longer count, and device and network are known. */
  | { readonly kind: "approved" }
  /** A device is known no longer. */
  | { readonly kind: "voided" }
  /** What apps were granted of a session that is over. */
  | (EndedGrants & { readonly kind: "ended-grants"; readonly recipientKey: string })
  /** The send is recorded as failed: its code would have come too late. An operator should know. */
  | { readonly kind: "too-late"; readonly challenge: Challenge }
  | { readonly kind: "needless" };

/**
 * Does what follows a change of a challenge: has a code sent; takes back the wrong guesses of one that was approved, and
 * makes its device and its network known; ends what apps were granted of a session that is over, and makes devices unknown
 * where it ended for a cause. The stream delivers at least once, and a repeated change does nothing more.
 */
export async function dispatch(
  deps: DispatchDependencies,
  change: ChallengeChange,
): Promise<DispatchOutcome> {
  const { before, after } = change;
  if (after && endsSession(change)) return settleEnd(deps, change, after);
  if (after?.status === "approved" && before?.status !== "approved") {
    await approved(deps, after);
    return { kind: "approved" };
  }
  const alone = voidedAlone(change);
  if (alone) {
    await deps.storage.devices.void(ledgerOf(alone), alone.endedAt ?? deps.clock());
    return { kind: "voided" };
  }
  return after && asksForSend(change) ? orderSend(deps, after) : { kind: "needless" };
}

/** Whether a change of a challenge asks for a send: a new one, or one whose `sends` grew. */
export function asksForSend({ before, after }: ChallengeChange): boolean {
  if (after?.status !== "pending" || after.decoy) return false;
  return after.sends > Math.max(before?.sends ?? 0, after.doneSend);
}

/**
 * The devices first: of what grants leave behind, an operator learns, and can repeat it. A damaged item keeps nothing else
 * alive.
 */
async function settleEnd(
  deps: DispatchDependencies,
  change: ChallengeChange,
  session: Challenge,
): Promise<DispatchOutcome> {
  const { recipientKey, endedAt = deps.clock() } = session;
  const voids = voidsLanes(change);
  const on = goingOn();
  if (voids) await on.step(() => voidLanes(deps, recipientKey, endedAt, session.endedFor, sideOf(session)));
  if (voids && laneKind(session.lane) === "click")
    await on.step(() => deps.storage.devices.void(ledgerOf(session), endedAt));
  const ended = await on.step(() => endGrants(deps, session));
  const followed = await endFollowed(deps, session, endedAt, on);
  on.tell();
  const count = (ended?.count ?? 0) + followed.count;
  const told = (ended?.told ?? 0) + followed.told;
  if (count + told > 0) return { kind: "ended-grants", recipientKey, count, told };
  return { kind: voids ? "voided" : "needless" };
}

/**
 * Ends the sessions that one followed, plainly: the user has said nothing of them. Where the one ended for a cause, all that
 * they let apps have ends too.
 * @returns how much that was
 */
async function endFollowed(
  deps: DispatchDependencies,
  session: Challenge,
  endedAt: number,
  on: GoingOn,
): Promise<EndedGrants> {
  let [count, told] = [0, 0];
  for (const { session: one, ...at } of await followedSessions(deps.storage, session, on)) {
    // It has a record of its own, by which those before it end.
    if (one?.endedFor !== undefined) break;
    await on.step(() => deps.storage.challenges.end(at, endedAt));
    if (session.endedFor === undefined) continue;
    // A cause of one session: "everywhere" would take the whole partition, which may be that of another contact.
    const ended = await on.step(() => endGrants(deps, { ...at, endedFor: "not-me", endedAt }));
    count += ended?.count ?? 0;
    told += ended?.told ?? 0;
  }
  return { count, told };
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

/** The guesses come first: they are what the recipient's next code depends on. */
async function approved(deps: DispatchDependencies, challenge: Challenge): Promise<void> {
  await endUnproved(deps, challenge);
  const { passkey, approvedAt = deps.clock() } = challenge;
  // Removed after it was read and before its session was written: who removed it found no session to end.
  if (passkey && !(await deps.storage.passkeys.used(passkey, approvedAt)) && isOfJustNow(deps, approvedAt))
    await deps.storage.challenges.end(challenge, deps.clock(), "factors");
  await keepLane(deps, challenge);
  // No code of the address was typed: nothing is taken back, and no device or network is known by it.
  if (!isByAddress(challenge)) return;
  const { subjectKey, recipientKey, nonce, doneSend: send } = challenge;
  if (subjectKey && keepsProofs(deps.settings))
    await deps.storage.passkeys.proved(subjectKey, recipientKey, approvedAt);
  await forgive(deps, challenge);
  await rememberDevice(deps, challenge);
  await rememberNetwork(deps, challenge);
  const used = usedMessage(challenge.delivery);
  if (!used) return;
  const { channel, ...message } = used;
  // A call to a provider would keep the codes waiting that come behind this record: its channel's deliverer makes it.
  await deps.queue.enqueue(channel, [{ recipientKey, nonce, send, channel, used: message }]);
}

/** A passkey that completed a sign-in makes its device known for guesses, as every other second factor does. */
async function keepLane(
  { storage, settings }: DispatchDependencies,
  { passkey, device, approvedAt, endedFor }: Challenge,
): Promise<void> {
  if (!asksFactors(settings) || !passkey || device === undefined || approvedAt === undefined) return;
  if (endedFor === undefined) await storage.factors.keepLane(passkey.subjectKey, device, approvedAt);
}

/** Whether an approval is so young that what was removed since may have crossed it; later a session outlives it. */
function isOfJustNow({ clock }: DispatchDependencies, approvedAt: number): boolean {
  return clock() - approvedAt <= 5 * WRITE_SECONDS;
}

/** No request lasts that long, in seconds: what it has read as the time is no older when it writes. */
const WRITE_SECONDS = 60;

/**
 * Ends a session that was opened by a code alone although its subject's sign-ins took two steps by then: they were turned
 * on after the code was asked for. What was turned on later ends it itself; a write may come that much later than the
 * instant that it says, and be missed by who has looked for sessions in between. What apps were granted of it follows, as
 * of every session that ends for a cause. Where second factors are off, nothing is read, although a challenge may name its
 * subject's partition: for passkeys, or from before.
 */
async function endUnproved(
  { storage, settings, clock }: DispatchDependencies,
  challenge: Challenge,
): Promise<void> {
  const { recipientKey, nonce, subjectKey, factorAt, approvedAt = 0 } = challenge;
  if (!asksFactors(settings) || subjectKey === undefined || factorAt !== undefined) return;
  const factors = await storage.factors.read(subjectKey, clock());
  if (hasTwoSteps(factors) && factors.twoStepsSince <= approvedAt + WRITE_SECONDS)
    await storage.challenges.endUnproved({ recipientKey, nonce }, clock());
}

/**
 * Takes back the wrong guesses of the approved challenge, and of no other: else every sign-in of the owner would give an
 * attacker new guesses. Between the two writes a crash leaves the count as it is, which is the safe side.
 */
async function forgive({ storage }: DispatchDependencies, challenge: Challenge): Promise<void> {
  const { recipientKey, nonce, attempts } = challenge;
  const wrong = attempts - 1;
  if (wrong < 1 || !canBeGuessed(challenge)) return;
  if (!(await storage.challenges.forgive({ recipientKey, nonce }))) return;
  await storage.ledgers.takeBack(ledgerOf(challenge), nonce, wrong);
}
