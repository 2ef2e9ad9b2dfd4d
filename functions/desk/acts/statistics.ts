import * as z from "zod/mini";
import type { Counter } from "../../domain/statistics/counters.ts";
import {
  readStatistics,
  STATISTICS_PERIODS,
  type StatisticsPeriod,
  type StatisticsRow,
  type StatisticsSums,
} from "../../flows/read-statistics.ts";
import { reading, type Seen } from "../act.ts";
import { timeZone } from "../inputs.ts";
import { isoText } from "../shown.ts";

/** Within how many seconds; `more` beyond the ten minutes that are told apart. Absent where nothing was sent. */
export type ShownLatency = number | "more";

/** Sums of one row: whole numbers, and money in US dollars. */
export interface ShownSums extends Readonly<Record<Exclude<Counter, "spend">, number>> {
  readonly spendUsd: number;
  /** Codes whose time is over and that were neither used nor called off. */
  readonly expired: number;
  /** What share of the codes whose time is over was used, 0 to 1; absent where there are none. */
  readonly conversion?: number;
  /** Within how many seconds half, and 95 of a hundred, first messages were with a provider. */
  readonly latencySeconds: { readonly p50?: ShownLatency; readonly p95?: ShownLatency };
  /** How many first messages took so long, by the ends of the histogram's buckets in seconds; `Infinity` is the last. */
  readonly sentWithin: Readonly<Record<string, number>>;
  /** How many failed, by reason. */
  readonly failedFor: Readonly<Record<string, number>>;
}

export interface ShownRow {
  /** A channel, a country, a provider; of time the row's first instant, in ISO 8601. */
  readonly name: string;
  readonly sums: ShownSums;
}

/** Instants are ISO 8601; `to` is not within. */
export interface StatsAnswer {
  readonly outcome: "counted";
  readonly period: StatisticsPeriod;
  /** Whose midnight a day begins at; 7 and 30 days are UTC's. */
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  readonly total: ShownSums;
  /** Hours of a day, or days of several, the oldest first. */
  readonly byTime: readonly ShownRow[];
  readonly byChannel: readonly ShownRow[];
  readonly byCountry: readonly ShownRow[];
  readonly byProvider: readonly ShownRow[];
  /** Of the UTC day that goes on, against its ceiling. */
  readonly spend: {
    readonly spentUsd: number;
    readonly spentUnprovenUsd: number;
    readonly ceilingUsd: number;
  };
  /** Items that could not be read, and are missing in the sums. */
  readonly damaged: readonly string[];
}

export const stats = reading({
  what: "How many codes were asked for, sent and used, by time, channel, country and provider",
  least: "viewer",
  input: z.strictObject({
    period: z._default(z.enum(STATISTICS_PERIODS), "today"),
    timeZone: z._default(timeZone, "UTC"),
  }),
  async read(services, { period, timeZone: zone }): Promise<Seen<StatsAnswer>> {
    const read = await readStatistics(services, period, zone);
    const { spent, spentUnproven, ceiling } = read.spend;
    return {
      answer: {
        outcome: "counted",
        period,
        timeZone: zone,
        from: isoText(read.from),
        to: isoText(read.to),
        total: shownSums(read.total),
        byTime: read.byTime.map(({ name, sums }) => ({ name: isoText(name), sums: shownSums(sums) })),
        ...{ byChannel: rows(read.byChannel), byCountry: rows(read.byCountry) },
        byProvider: rows(read.byProvider),
        spend: {
          spentUsd: inUsd(spent),
          spentUnprovenUsd: inUsd(spentUnproven),
          ceilingUsd: inUsd(ceiling),
        },
        damaged: read.damaged,
      },
    };
  },
});

/** The one with the most requests first. */
function rows(all: readonly StatisticsRow<string>[]): ShownRow[] {
  return all
    .toSorted((one, other) => other.sums.requested - one.sums.requested)
    .map(({ name, sums }) => ({ name, sums: shownSums(sums) }));
}

function shownSums({ spend, latency, conversion, ...counts }: StatisticsSums): ShownSums {
  const { p50, p95 } = latency;
  return {
    ...counts,
    spendUsd: inUsd(spend),
    ...(conversion !== undefined && { conversion }),
    latencySeconds: {
      ...(p50 !== undefined && { p50: shownLatency(p50) }),
      ...(p95 !== undefined && { p95: shownLatency(p95) }),
    },
  };
}

/** JSON has no infinity. */
function shownLatency(seconds: number): ShownLatency {
  return Number.isFinite(seconds) ? seconds : "more";
}

function inUsd(micro: number): number {
  return micro / 1_000_000;
}
