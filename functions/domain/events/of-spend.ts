import { type Happened, isoOf } from "./event.ts";

/** Until when nothing is sent to numbers that are not proven, in epoch seconds, by country or block of numbers. */
type Stops = ReadonlyMap<string, number>;

/**
 * What a change of the day's money is to be told as. A stop across midnight is written into both days, and is one event.
 * @param at when the change was written, in epoch seconds
 */
export function ofSpend(
  before: Stops | undefined,
  after: Stops | undefined,
  at: number,
): readonly Happened[] {
  return [...(after ?? [])]
    .filter(([group, until]) => until > (before?.get(group) ?? 0))
    .map(([group, until]): Happened => ({
      type: "security.sends-stopped",
      of: ["stop", group, until],
      at,
      data: { group, until: isoOf(until) },
    }));
}
