import { bucketStart, type Group, stopGroups, sentEntry, stoppedUntil } from "../domain/breaker.ts";
import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isByPasskeyAlone } from "../domain/challenge.ts";
import { traitsOf } from "../domain/channel.ts";
import { microUsd } from "../domain/prices/price-list.ts";
import type { Settings } from "../settings.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";
import { atOnce } from "./at-once.ts";
import { expectedParts, partPrice } from "./price-send.ts";

export interface BookkeepDependencies {
  readonly storage: Stores<{ ledgers: "prove"; breaker: "count" | "newest"; spend: "stop" }>;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** A country or a block of numbers that numbers which are not proven are sent nothing to for a while. */
export interface Stop {
  readonly group: string;
  /** Epoch seconds. */
  readonly until: number;
}

export interface BookkeepOutcome {
  /** How many changes were of interest. */
  readonly booked: number;
  /** What is stopped from now on. */
  readonly stops: readonly Stop[];
  /** Whether all of it has to be done again. */
  readonly failed: boolean;
  readonly thrown: readonly unknown[];
}

/** Calls to the table at the same time. */
const WIDTH = 16;

/** What a bucket of the breaker is given. */
interface Bucketed {
  readonly group: Group;
  readonly startsAt: number;
  readonly of: "sent" | "approved";
  readonly entry: string;
}

/**
 * Keeps the books of what costs money, so that no user waits for it: a number that was approved is proven, and what was
 * sent and approved is counted for the breaker. The stream delivers at least once, and changes that come again, or in
 * another order, do nothing more. A batch is judged as a whole: a bucket is written and a group is read once.
 */
export async function bookkeep(
  deps: BookkeepDependencies,
  changes: readonly ChallengeChange[],
): Promise<BookkeepOutcome> {
  const { storage, settings } = deps;
  const wanted = changes.flatMap((change) => ofInterest(settings, change) ?? []);
  const approvals = wanted.filter(({ what }) => what === "approved");
  const proved = await atOnce(approvals, WIDTH, ({ challenge: { ledgerKey, approvedAt = 0 } }) =>
    storage.ledgers.prove({ recipientKey: ledgerKey, lane: "strangers" }, approvedAt),
  );
  const entries = wanted.flatMap((one) => bucketed(settings, one));
  const buckets = [
    ...Map.groupBy(entries, ({ group, startsAt, of }) => `${group.name} ${startsAt} ${of}`).values(),
  ];
  const counted = await atOnce(buckets, WIDTH, ([first, ...others]) =>
    first
      ? storage.breaker.count(first.group.name, first.startsAt, first.of, [
          first.entry,
          ...others.map(({ entry }) => entry),
        ])
      : Promise.resolve(),
  );
  const stops: Stop[] = [];
  const groups = new Map(
    entries.flatMap(({ group, of }) => (of === "sent" ? [[group.name, group] as const] : [])),
  );
  // Approvals that are not counted yet would pass for SMS that were not used.
  const judgeable = counted.failed.length > 0 ? [] : [...groups.values()];
  const judged = await atOnce(judgeable, WIDTH, async (group) => {
    const stop = await judge(deps, group);
    if (stop) stops.push(stop);
  });
  const parts = [proved, counted, judged];
  return {
    booked: wanted.length,
    stops,
    failed: parts.some(({ failed }) => failed.length > 0),
    thrown: parts.flatMap(({ thrown }) => thrown),
  };
}

interface Wanted {
  readonly challenge: Challenge;
  readonly what: "sent" | "approved";
}

function ofInterest(settings: Settings, { before, after }: ChallengeChange): Wanted | undefined {
  // A customer and a stranger must cost alike: in registered mode nothing depends on these books.
  if (!after || settings.registration !== "open" || after.test === true) return undefined;
  // A passkey proves no number again.
  if (isByPasskeyAlone(after)) return undefined;
  if (traitsOf(after.channel).addressKind !== "phone") return undefined;
  if (after.approvedAt !== undefined)
    return before?.approvedAt === undefined ? { challenge: after, what: "approved" } : undefined;
  const sends = after.status === "pending" && after.unproven && after.sends > (before?.sends ?? 0);
  return sends ? { challenge: after, what: "sent" } : undefined;
}

function bucketed(settings: Settings, { challenge, what }: Wanted): Bucketed[] {
  if (!challenge.unproven) return [];
  const { nonce, sends, issuedAt, country, address } = challenge;
  const price = what === "sent" ? partPrice(settings, challenge) : 0;
  if (price === undefined) return [];
  const entry = what === "sent" ? sentEntry(nonce, sends, price * expectedParts(settings, challenge)) : nonce;
  // By when it was asked for, which never changes: an approval finds the bucket of its SMS.
  const startsAt = bucketStart(issuedAt);
  return stopGroups(country, address).map((group) => ({ group, startsAt, of: what, entry }));
}

async function judge(
  { storage, settings, clock }: BookkeepDependencies,
  group: Group,
): Promise<Stop | undefined> {
  const { leastConversion, dailyUsd } = settings.channels.sms.spend;
  const rules = { leastConversion, ceiling: microUsd(dailyUsd) };
  const until = stoppedUntil(group, await storage.breaker.newest(group.name), rules);
  const now = clock();
  if (until === undefined || until <= now) return undefined;
  return (await storage.spend.stop(group.name, until, now)) ? { group: group.name, until } : undefined;
}
