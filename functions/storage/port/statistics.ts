import type { Fault } from "../../domain/errors.ts";
import type { Counts } from "../../domain/statistics/counters.ts";
import type { Sequence } from "../../domain/statistics/sequence.ts";
import type { Tally, TallyGroup } from "../../domain/statistics/tally.ts";

/** What one record of the stream adds, and its place in the shard. */
export interface Counted {
  readonly sequence: Sequence;
  readonly counts: Counts;
}

/** Numbers of one hour, or of one day, by how the codes went. */
export interface Tallies {
  readonly tallies: readonly Tally[];
  /** Items that cannot be read; they hide no others. */
  readonly damaged: readonly Fault[];
}

/** How many codes were asked for, sent and used: in the hour of their request, exact however often a record comes. */
export interface StatisticsStore {
  /** Makes a shard known whose numbers of a day the reader has to add up. It comes before the first number. */
  openShard(day: string, shard: string): Promise<void>;
  /**
   * Adds to an hour what records of one shard count, each once: those that the item has seen are dropped.
   * @param counted in the order of the shard
   */
  countHour(group: TallyGroup, shard: string, counted: readonly Counted[]): Promise<void>;
  /** The same to the day of the hour, for those who look back at weeks. */
  countDay(group: TallyGroup, shard: string, counted: readonly Counted[]): Promise<void>;
  /** The hours of a UTC day. */
  readHours(day: string): Promise<Tallies>;
  /** Days of a UTC month, like `2026-11`; the hour of each tally is the day's first. */
  readDays(month: string, fromDay: string, toDay: string): Promise<Tallies>;
}
