import type { Clock } from "../domain/ambient.ts";
import type { Channel } from "../domain/channel.ts";
import { microUsd } from "../domain/prices/price-list.ts";
import {
  addCounts,
  type Counter,
  type Counts,
  FAILED_FOR,
  SENT_WITHIN,
} from "../domain/statistics/counters.ts";
import { DAY_SECONDS, daysBetween, hoursBetween, hourStart } from "../domain/statistics/hours.ts";
import { type Histogram, percentile } from "../domain/statistics/latency.ts";
import { NONE, type Tally } from "../domain/statistics/tally.ts";
import { localDayStart } from "../domain/statistics/time-zone.ts";
import { MAX_CODE_SECONDS } from "../domain/challenge.ts";
import type { Settings } from "../settings.ts";
import type { Tallies } from "../storage/port/statistics.ts";
import type { Stores } from "../storage/port.ts";

export interface ReadStatisticsDependencies {
  readonly storage: Stores<{ statistics: "readHours" | "readDays"; spend: "read" }>;
  readonly settings: Settings;
  readonly clock: Clock;
}

export const STATISTICS_PERIODS = ["today", "yesterday", "7-days", "30-days"] as const;
export type StatisticsPeriod = (typeof STATISTICS_PERIODS)[number];

/** Sums of one row of a table. All are whole numbers; money is in micro-dollars. */
export interface StatisticsSums extends Readonly<Record<Counter, number>> {
  /** Codes whose time is over and that were neither used nor called off. */
  readonly expired: number;
  /** What share of the requests whose time is over was used, 0 to 1; undefined where there are none. */
  readonly conversion: number | undefined;
  /** Within how many seconds half and 95 of a hundred first messages were with a provider; `Infinity` beyond ten minutes. */
  readonly latency: { readonly p50: number | undefined; readonly p95: number | undefined };
  /** How many first messages were with a provider within so many seconds, by the ends of the histogram's buckets. */
  readonly sentWithin: Readonly<Record<string, number>>;
  readonly failedFor: Readonly<Record<string, number>>;
}

export interface StatisticsRow<Name> {
  readonly name: Name;
  readonly sums: StatisticsSums;
}

export interface Statistics {
  readonly period: StatisticsPeriod;
  /** Epoch seconds; `to` is not within. */
  readonly from: number;
  readonly to: number;
  readonly total: StatisticsSums;
  /** Each hour of a day, or each UTC day of several, the oldest first, also those in which nothing happened. By its first second. */
  readonly byTime: readonly StatisticsRow<number>[];
  readonly byChannel: readonly StatisticsRow<Channel>[];
  /** ISO 3166; e-mail has none. */
  readonly byCountry: readonly StatisticsRow<string>[];
  /** Without what no provider has taken yet. */
  readonly byProvider: readonly StatisticsRow<string>[];
  /** Of the UTC day that goes on, against the ceiling: micro-dollars. */
  readonly spend: { readonly spent: number; readonly spentUnproven: number; readonly ceiling: number };
  /** Items that could not be read, by their keys. */
  readonly damaged: readonly string[];
}

/**
 * How many codes were asked for, sent and used. A day is the owner's, by the hour; 7 and 30 days are UTC's, which go on
 * today. Only reads.
 * @param timeZone of the owner, as IANA names it
 */
export async function readStatistics(
  { storage, settings, clock }: ReadStatisticsDependencies,
  period: StatisticsPeriod,
  timeZone = "UTC",
): Promise<Statistics> {
  const now = clock();
  const isDay = period === "today" || period === "yesterday";
  const [{ from, to, tallies, damaged }, day] = await Promise.all([
    readTallies(storage, period, now, timeZone),
    storage.spend.read(now),
  ]);
  const sums = (some: readonly Tally[]) => sumsOf(some, now, isDay ? 3600 : DAY_SECONDS);
  const rows = <Name extends string>(of: (tally: Tally) => Name) =>
    [...Map.groupBy(tallies, of)]
      .filter(([name]) => name !== NONE)
      .map(([name, some]) => ({ name, sums: sums(some) }));
  const times = isDay ? hoursBetween(from, to) : daysBetween(from, to).map((one) => `${one}T00`);
  const byHour = Map.groupBy(tallies, ({ group }) => group.hour);
  return {
    ...{ period, from, to, total: sums(tallies) },
    byTime: times.map((hour) => ({ name: hourStart(hour), sums: sums(byHour.get(hour) ?? []) })),
    byChannel: rows(({ group }) => group.channel),
    byCountry: rows(({ group }) => group.country),
    byProvider: rows(({ group }) => group.provider),
    spend: {
      spent: day.spent,
      spentUnproven: day.spentNew,
      ceiling: microUsd(settings.channels.sms.spend.dailyUsd),
    },
    damaged: damaged.flatMap(({ item }) => item ?? []),
  };
}

/** The numbers of a period as they are kept, with its first second and the first one behind it. */
export async function readTallies(
  storage: Stores<{ statistics: "readHours" | "readDays" }>,
  period: StatisticsPeriod,
  now: number,
  timeZone: string,
): Promise<Tallies & { readonly from: number; readonly to: number }> {
  const { from, to } = spanOf(period, now, timeZone);
  const isDay = period === "today" || period === "yesterday";
  const { tallies, damaged } = await (isDay ? readHours : readDays)(storage, from, to);
  const isWithin = ({ group }: Tally) => hourStart(group.hour) >= from && hourStart(group.hour) < to;
  return { from, to, tallies: tallies.filter(isWithin), damaged };
}

function spanOf(period: StatisticsPeriod, now: number, timeZone: string) {
  switch (period) {
    case "today":
      return { from: localDayStart(now, timeZone), to: now + 1 };
    case "yesterday": {
      const to = localDayStart(now, timeZone);
      return { from: localDayStart(to - 1, timeZone), to };
    }
    case "7-days":
    case "30-days": {
      const days = period === "7-days" ? 7 : 30;
      return { from: now - (now % DAY_SECONDS) - (days - 1) * DAY_SECONDS, to: now + 1 };
    }
  }
}

type Storage = Stores<{ statistics: "readHours" | "readDays" }>;

async function readHours({ statistics }: Storage, from: number, to: number) {
  const read = await Promise.all(daysBetween(from, to).map((day) => statistics.readHours(day)));
  return { tallies: read.flatMap((one) => one.tallies), damaged: read.flatMap((one) => one.damaged) };
}

async function readDays({ statistics }: Storage, from: number, to: number) {
  const months = Map.groupBy(daysBetween(from, to), (day) => day.slice(0, 7));
  const read = await Promise.all(
    [...months].map(([month, [first = "", ...others]]) =>
      statistics.readDays(month, first, others.at(-1) ?? first),
    ),
  );
  return { tallies: read.flatMap((one) => one.tallies), damaged: read.flatMap((one) => one.damaged) };
}

function sumsOf(tallies: readonly Tally[], now: number, spanSeconds: number): StatisticsSums {
  const counts = addCounts(tallies.map((one) => one.counts));
  // Codes of an hour that goes on may be used yet.
  const over = tallies.filter(({ group }) => hourStart(group.hour) + spanSeconds + MAX_CODE_SECONDS <= now);
  const ended = named(addCounts(over.map((one) => one.counts)));
  const histogram = histogramOf(counts);
  return {
    ...named(counts),
    // A code that was sent again another way is used in another channel than it was asked for in.
    expired: Math.max(0, ended.requested - ended.approved - ended.canceled),
    conversion: ended.requested > 0 ? Math.min(1, ended.approved / ended.requested) : undefined,
    latency: { p50: percentile(histogram, 0.5), p95: percentile(histogram, 0.95) },
    sentWithin: Object.fromEntries(beginningWith(counts, SENT_WITHIN)),
    failedFor: Object.fromEntries(beginningWith(counts, FAILED_FOR)),
  };
}

function named(counts: Counts): Readonly<Record<Counter, number>> {
  const of = (name: Counter) => counts[name] ?? 0;
  return {
    ...{ requested: of("requested"), strong: of("strong"), decoys: of("decoys") },
    ...{ resent: of("resent"), sent: of("sent"), delivered: of("delivered") },
    ...{ failed: of("failed"), complained: of("complained") },
    ...{ wrong: of("wrong"), locked: of("locked"), proved: of("proved"), wrongFactor: of("wrongFactor") },
    ...{ approved: of("approved"), canceled: of("canceled"), passkeys: of("passkeys"), spend: of("spend") },
  };
}

function histogramOf(counts: Counts): Histogram {
  return new Map(beginningWith(counts, SENT_WITHIN).map(([end, count]) => [Number(end), count]));
}

function beginningWith(counts: Counts, beginning: string): readonly (readonly [string, number])[] {
  return Object.entries(counts).flatMap(([name, count]) =>
    name.startsWith(beginning) ? [[name.slice(beginning.length), count] as const] : [],
  );
}
