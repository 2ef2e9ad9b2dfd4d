import { attemptsLeft, type Challenge, type DeliveryState, isByPasskeyAlone } from "../challenge.ts";
import type { Channel } from "../channel.ts";
import { type Counts, failedFor, SENT_WITHIN } from "./counters.ts";
import { hourOf } from "./hours.ts";
import { latencyBucket } from "./latency.ts";

/** What stands for a country or a provider where there is none, or none yet. */
export const NONE = "-";

/** What is counted together: codes that were asked for in the same hour, and went the same way. */
export interface TallyGroup {
  /** UTC, of the request: also for what happens later. */
  readonly hour: string;
  readonly channel: Channel;
  /** ISO 3166 of a number; `-` where there is none. */
  readonly country: string;
  /** Who took the last message; `-` where nobody has yet. */
  readonly provider: string;
}

export interface Tally {
  readonly group: TallyGroup;
  readonly counts: Counts;
}

interface Change {
  readonly before: Challenge | undefined;
  readonly after: Challenge | undefined;
}

/**
 * What one change of a challenge adds to the statistics; undefined where that is nothing. A change is seen with the item
 * before and after it, so each step of a life is counted by the one change that made it.
 * @param at when it happened, in epoch seconds
 * @param price of the challenge's message, in micro-dollars; undefined where it has none
 */
export function tallyOf({ before, after }: Change, at: number, price?: number): Tally | undefined {
  if (!after || after.test === true) return undefined;
  const counts = clean(after.decoy ? countDecoy(before) : countLife(before, after, at, price));
  if (Object.keys(counts).length === 0) return undefined;
  const { issuedAt, channel, country = NONE, delivery } = after;
  return { group: { hour: hourOf(issuedAt), channel, country, provider: delivery.provider ?? NONE }, counts };
}

type Found = Readonly<Record<string, number | false>>;

function countDecoy(before: Challenge | undefined): Found {
  return { decoys: before ? 0 : 1 };
}

function countLife(
  before: Challenge | undefined,
  after: Challenge,
  at: number,
  price: number | undefined,
): Found {
  if (isByPasskeyAlone(after)) return { passkeys: before ? 0 : 1 };
  const isNew = before === undefined;
  const wasOpen = isNew || before.status === "pending" || before.status === "proved";
  const proves = after.provedAt !== undefined && before?.provedAt === undefined;
  const approves = after.approvedAt !== undefined && before?.approvedAt === undefined;
  return {
    requested: isNew ? 1 : 0,
    strong: isNew && after.format !== "digits" ? 1 : 0,
    resent: isNew ? after.sends - 1 : Math.max(0, after.sends - before.sends),
    ...countDelivery(before, after, at, price),
    // The right code counts among the attempts, too.
    wrong: isNew || proves || (approves && !before.provedAt) ? 0 : after.attempts - before.attempts,
    locked: !isNew && isLocked(after) && !isLocked(before) ? 1 : 0,
    proved: proves ? 1 : 0,
    wrongFactor: after.status === "proved" ? (after.factorAttempts ?? 0) - (before?.factorAttempts ?? 0) : 0,
    approved: approves ? 1 : 0,
    // A session that is ended so was an approval, which is counted.
    canceled: after.status === "canceled" && wasOpen && after.approvedAt === undefined ? 1 : 0,
  };
}

function isLocked(challenge: Challenge): boolean {
  return challenge.status === "pending" && attemptsLeft(challenge) === 0;
}

const FAILED: ReadonlySet<DeliveryState> = new Set(["failed", "suppressed", "bounced"]);

/** States that say that a provider has not taken the message, or that another try follows. */
const NOT_TAKEN: ReadonlySet<DeliveryState> = new Set(["queued", "failed", "suppressed"]);

function countDelivery(before: Challenge | undefined, after: Challenge, at: number, price = 0): Found {
  const { state, reason } = after.delivery;
  const isDone = after.doneSend > (before?.doneSend ?? 0);
  const isSent = isDone && !NOT_TAKEN.has(state);
  const isFirst = isSent && after.doneSend === 1 && after.sends === 1;
  const enters = isDone || (after.doneSend > 0 && state !== before?.delivery.state);
  const fails = enters && FAILED.has(state);
  return {
    sent: isSent && 1,
    spend: isSent && price,
    // Of a resend it is not known when it was asked for.
    [SENT_WITHIN + String(latencyBucket(Math.max(0, at - after.issuedAt)))]: isFirst && 1,
    delivered: enters && state === "delivered" && 1,
    complained: enters && state === "complained" && 1,
    failed: fails && 1,
    [failedFor(reason ?? state)]: fails && 1,
  };
}

function clean(found: Found): Counts {
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, number] => entry[1] !== false && entry[1] > 0),
  );
}
