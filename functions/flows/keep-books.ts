import { bookkeep, type BookkeepDependencies, type Stop } from "./bookkeep.ts";
import { keepStatistics, type KeepStatisticsDependencies, type PlacedChange } from "./keep-statistics.ts";

export interface KeptBooks {
  /** Which of the changes is the first that has to come again; undefined where all is done. */
  readonly failedFrom: PlacedChange["sequence"] | undefined;
  readonly handled: number;
  readonly thrown: readonly unknown[];
  readonly stops: readonly Stop[];
}

const NOTHING = { failedFrom: undefined, thrown: [] };

/**
 * Keeps all books of a batch of the stream: of money, and of how many codes were asked for, sent and used.
 * @param shard of the stream; without it a change cannot be told from one that was counted before, and none is counted
 */
export async function keepBooks(
  deps: BookkeepDependencies & KeepStatisticsDependencies,
  changes: readonly PlacedChange[],
  shard: string | undefined,
): Promise<KeptBooks> {
  const money = await bookkeep(
    deps,
    changes.map(({ change }) => change),
  );
  const statistics = shard === undefined ? NOTHING : await keepStatistics(deps, shard, changes);
  return {
    // A bucket has entries of many changes, and a country is judged by all of them: which change failed is not one change.
    // So all come again; what the books have of them already does nothing more, and the statistics drop what they counted.
    failedFrom: money.failed ? changes[0]?.sequence : statistics.failedFrom,
    handled: shard === undefined ? money.booked : changes.length,
    thrown: [...money.thrown, ...statistics.thrown],
    stops: money.stops,
  };
}
