import { type RecentRequest, recentRequest } from "../domain/statistics/recent-request.ts";
import { eventsOf } from "../domain/statistics/security-event.ts";
import type { Sequence } from "../domain/statistics/sequence.ts";
import { type TallyGroup, tallyOf } from "../domain/statistics/tally.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Settings } from "../settings.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";
import { EVENT_SLOT_SECONDS } from "../storage/port/events.ts";
import type { Counted } from "../storage/port/statistics.ts";
import { atOnce } from "./at-once.ts";
import { expectedParts, partPrice } from "./price-send.ts";

export interface KeepStatisticsDependencies {
  readonly storage: Stores<{
    statistics: "openShard" | "countHour" | "countDay";
    recents: "keep";
    events: "count";
  }>;
  readonly settings: Settings;
}

/** A change of a challenge, and its place in the stream. */
export interface PlacedChange {
  readonly sequence: Sequence;
  /** Epoch seconds. */
  readonly at: number;
  readonly change: ChallengeChange;
}

export interface KeptStatistics {
  /** The first of the changes that have to come again; undefined where all is done. */
  readonly failedFrom: Sequence | undefined;
  readonly thrown: readonly unknown[];
}

/** Calls to the table at the same time. */
const WIDTH = 16;

/** A write, and the first change that it is about. */
interface Task {
  readonly first: Sequence;
  readonly run: () => Promise<void>;
}

/**
 * Counts what changes of one shard are, in their order, each once however often they come. A write that fails names the
 * first change that it lacks: the stream brings that one again with all behind it, and what was counted is dropped.
 * @param shard of the stream: each has its own items, so that no two writers meet
 */
export async function keepStatistics(
  { storage, settings }: KeepStatisticsDependencies,
  shard: string,
  changes: readonly PlacedChange[],
): Promise<KeptStatistics> {
  const tallies = changes.flatMap(({ sequence, at, change }) => {
    const tally = tallyOf(change, at, change.after && priceOf(settings, change.after));
    return tally ? [{ ...tally, sequence }] : [];
  });
  const { statistics } = storage;
  // The reader finds a shard's numbers of a day by this.
  const days = grouped(tallies, ({ group }) => dayOf(group));
  const opened = await atOnce(days, WIDTH, ([{ group }]) => statistics.openShard(dayOf(group), shard));
  const [unopened] = opened.failed.map(([{ sequence }]) => sequence).sort();
  if (unopened !== undefined) return { failedFrom: unopened, thrown: opened.thrown };
  const tasks: readonly Task[] = [
    ...countTasks(
      tallies,
      ({ hour }) => hour,
      (group, counted) => statistics.countHour(group, shard, counted),
    ),
    ...countTasks(tallies, dayOf, (group, counted) => statistics.countDay(group, shard, counted)),
    ...eventTasks(storage, shard, changes),
    ...recentTasks(storage, shard, changes),
  ];
  const { failed, thrown } = await atOnce(tasks, WIDTH, ({ run }) => run());
  const [failedFrom] = failed.map(({ first }) => first).sort();
  return { failedFrom, thrown: [...opened.thrown, ...thrown] };
}

type Group<Member> = readonly [Member, ...Member[]];

function grouped<Member>(members: readonly Member[], keyOf: (member: Member) => string): Group<Member>[] {
  const groups = [...Map.groupBy(members, keyOf).values()];
  return groups.flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]));
}

function countTasks(
  tallies: readonly (Counted & { readonly group: TallyGroup })[],
  when: (group: TallyGroup) => string,
  count: (group: TallyGroup, counted: readonly Counted[]) => Promise<void>,
): Task[] {
  const keyOf = ({ group }: { readonly group: TallyGroup }) =>
    [when(group), group.channel, group.country, group.provider].join("#");
  return grouped(tallies, keyOf).map((members) => ({
    first: members[0].sequence,
    run: () => count(members[0].group, members),
  }));
}

function eventTasks(
  { events }: KeepStatisticsDependencies["storage"],
  shard: string,
  changes: readonly PlacedChange[],
): Task[] {
  const found = changes.flatMap(({ sequence, at, change }) =>
    eventsOf(change).map((event) => ({ sequence, at, event })),
  );
  const keyOf = ({ at, event: { kind, person } }: (typeof found)[number]) =>
    `${Math.floor(at / EVENT_SLOT_SECONDS)} ${kind} ${person}`;
  return grouped(found, keyOf).map((members) => ({
    first: members[0].sequence,
    run: () => events.count({ event: members[0].event, shard }, members),
  }));
}

/** What a batch has changed, as it was in the end. */
function recentTasks(
  { recents }: KeepStatisticsDependencies["storage"],
  shard: string,
  changes: readonly PlacedChange[],
): Task[] {
  const [first] = changes;
  const latest = new Map<string, RecentRequest>();
  for (const { change } of changes) {
    // A session that lives on is of no interest to the list.
    if (!change.after || change.before?.status === "approved") continue;
    const request = recentRequest(change.after);
    if (request) latest.set(request.id, request);
  }
  if (!first || latest.size === 0) return [];
  const at = Math.max(...changes.map((one) => one.at));
  const batch = { shard, first: first.sequence, at, requests: [...latest.values()] };
  return [{ first: first.sequence, run: () => recents.keep(batch) }];
}

function priceOf(settings: Settings, challenge: Challenge): number | undefined {
  const price = partPrice(settings, challenge);
  return price === undefined ? undefined : price * expectedParts(settings, challenge);
}

function dayOf({ hour }: TallyGroup): string {
  return hour.slice(0, 10);
}
