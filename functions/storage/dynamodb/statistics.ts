import { CHANNELS } from "../../domain/channel.ts";
import { COUNTERS, type Counts, FAILED_FOR, SENT_WITHIN } from "../../domain/statistics/counters.ts";
import { DAY_SECONDS, dayStart } from "../../domain/statistics/hours.ts";
import type { Tally, TallyGroup } from "../../domain/statistics/tally.ts";
import { Fault } from "../../domain/errors.ts";
import type { Counted, StatisticsStore, Tallies } from "../port/statistics.ts";
import { Attributes } from "./attributes.ts";
import { countOnce } from "./exactly-once.ts";
import { queryBetween, queryPartition } from "./query.ts";
import { readable } from "./readable.ts";
import type { Item, ItemKey, Table } from "./table.ts";

/** How long an owner can look back, in seconds. */
const KEPT_SECONDS = 400 * DAY_SECONDS;

/** As many shards of days are remembered: a process meets one day, two around midnight, and the shards that it is given. */
const MOST_REMEMBERED = 64;

/** How many shards are read at once. */
const AT_ONCE = 16;

/**
 * An item for each hour, shard and group, which one writer adds to; and one for each day and group, in which each shard
 * has a `last` of its own. A third kind says which shards a day has.
 */
export function statisticsStore(table: Table): StatisticsStore {
  // The write says the same each time, and is a seventh of what a batch costs: a process makes it once.
  const opened = new Set<string>();
  return {
    async openShard(day, shard) {
      const name = shardPartition(day, shard);
      if (opened.has(name)) return;
      await table.update(
        { pk: dayPartition(day), sk: shard },
        {
          set: "#ttl = :ttl",
          names: { "#ttl": "ttl" },
          values: { ":ttl": ttlOf(day) },
        },
      );
      if (opened.size >= MOST_REMEMBERED) opened.clear();
      opened.add(name);
    },

    async countHour(group, shard, counted) {
      const key = { pk: shardPartition(dayOf(group), shard), sk: sortKey(group.hour.slice(11), group) };
      await countIn(table, key, group, counted, "last");
    },

    async countDay(group, shard, counted) {
      const key = { pk: dayPartition(monthOf(group)), sk: sortKey(dayOf(group), group) };
      await countIn(table, key, group, counted, `last#${shortName(shard)}`);
    },

    async readHours(day) {
      const shards = (await queryPartition(table, dayPartition(day))).map(({ sk }) => String(sk));
      const items: Item[] = [];
      for (let start = 0; start < shards.length; start += AT_ONCE) {
        const some = shards.slice(start, start + AT_ONCE);
        const found = await Promise.all(some.map((one) => queryPartition(table, shardPartition(day, one))));
        items.push(...found.flat());
      }
      return talliesOf(items, (beginning) => `${day}T${beginning}`);
    },

    async readDays(month, fromDay, toDay) {
      // "$" comes behind "#" in the sort keys of the last day.
      const items = await queryBetween(table, dayPartition(month), fromDay, `${toDay}$`);
      return talliesOf(items, (beginning) => `${beginning}T00`);
    },
  };
}

function countIn(
  table: Table,
  key: ItemKey,
  group: TallyGroup,
  counted: readonly Counted[],
  last: string,
): Promise<void> {
  return countOnce(table, key, counted, { last, ttl: ttlOf(dayOf(group)) });
}

function talliesOf(items: readonly Item[], hourFrom: (beginning: string) => string): Tallies {
  const { read, damaged } = readable(items, (item) => readTally(item, hourFrom));
  return { tallies: read, damaged };
}

function readTally(item: Item, hourFrom: (beginning: string) => string): Tally {
  const [beginning = "", channelName, country, provider] = String(item.sk).split("#");
  const channel = CHANNELS.find((one) => one === channelName);
  if (!channel || country === undefined || provider === undefined)
    throw new Fault("damaged-item", "The key of an item of the statistics is damaged.", {
      item: `${String(item.pk)} ${String(item.sk)}`,
    });
  const read = new Attributes(item);
  const counts: Counts = Object.fromEntries(
    Object.keys(item)
      .filter(isCounter)
      .map((name) => [name, read.count(name)]),
  );
  return { group: { hour: hourFrom(beginning), channel, country, provider }, counts };
}

const NAMES: ReadonlySet<string> = new Set(COUNTERS);

function isCounter(name: string): boolean {
  return NAMES.has(name) || name.startsWith(FAILED_FOR) || name.startsWith(SENT_WITHIN);
}

function dayOf({ hour }: TallyGroup): string {
  return hour.slice(0, 10);
}

function monthOf({ hour }: TallyGroup): string {
  return hour.slice(0, 7);
}

function ttlOf(day: string): number {
  return dayStart(day) + DAY_SECONDS + KEPT_SECONDS;
}

/** Of a day (which shards it has), or of a month (its days). */
function dayPartition(day: string): string {
  return `stats#${day}`;
}

function shardPartition(day: string, shard: string): string {
  return `stats#${day}#${shard}`;
}

function sortKey(beginning: string, { channel, country, provider }: TallyGroup): string {
  return `${beginning}#${channel}#${country}#${provider}`;
}

/** A shard's name without what all have in common: a day's item has one for each of a day's shards. */
export function shortName(shard: string): string {
  return shard.replace(/^shardId-0*/, "");
}
