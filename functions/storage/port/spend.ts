import type { DaySpend, SpendAsk } from "../../domain/spend.ts";
import type { Write } from "./write.ts";

/** What messages may cost in a day: counted before they are sent, and never above what is allowed. */
export interface SpendStore {
  /**
   * Adds a price to what the day has cost, if it stays within what the ask allows: one write, by which the database
   * decides between requests of the same moment. A write that is repeated may count twice, and never not at all.
   * @returns the day as it is then
   */
  add(ask: SpendAsk, write: Write): Promise<{ readonly kind: "added" | "refused"; readonly day: DaySpend }>;
  /**
   * Stops sends to a country or a block of numbers, on each day that the stop reaches.
   * @param until epoch seconds
   * @returns whether it was not stopped for as long before, so that it is told of once
   */
  stop(group: string, until: number, now: number): Promise<boolean>;
  /** What a day has cost so far, for those who look at it. @param now an instant of the day, in epoch seconds */
  read(now: number): Promise<DaySpend>;
}
