import { Fault } from "../../domain/errors.ts";
import { addCounts } from "../../domain/statistics/counters.ts";
import type { Counted } from "../port/statistics.ts";
import { Attributes } from "./attributes.ts";
import type { Item, ItemKey, Table } from "./table.ts";

/** One write that meets another release's, or one that a process left behind, fits at the next try. */
const TRIES = 4;

interface Also {
  /** Whose records these are: the attribute that holds the last one that the item has seen. */
  readonly last: string;
  readonly ttl: number;
  /** What the write sets beside the counts. */
  readonly set?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: (counted: readonly Counted[]) => Item;
}

/**
 * Adds what records of one shard count to an item, each record once however often the stream brings it, and however its
 * batches are cut. The item knows the last record that it has seen of the shard: records come in their order, so one that
 * is not behind it has been counted. One write, which the database decides; a repeated one meets itself and adds nothing.
 * @param counted in the order of the shard
 */
export async function countOnce(
  table: Table,
  key: ItemKey,
  counted: readonly Counted[],
  { last, ttl, set, names, values }: Also,
): Promise<void> {
  let rest = counted;
  let seen: string | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const [first] = rest;
    const newest = rest.at(-1);
    if (!first || !newest) return;
    const counts = Object.entries(addCounts(rest.map((one) => one.counts)));
    const write = table.update(key, {
      set: ["#last = :last, #ttl = :ttl", ...(set === undefined ? [] : [set])].join(", "),
      add: counts.map((_, index) => `#c${index} :c${index}`).join(", "),
      condition: seen === undefined ? "attribute_not_exists(#last) OR #last < :first" : "#last = :seen",
      names: {
        ...{ "#last": last, "#ttl": "ttl" },
        ...names,
        ...Object.fromEntries(counts.map(([name], index) => [`#c${index}`, name])),
      },
      values: {
        ...{ ":last": newest.sequence, ":ttl": ttl },
        ...(seen === undefined ? { ":first": first.sequence } : { ":seen": seen }),
        ...values?.(rest),
        ...Object.fromEntries(counts.map(([, count], index) => [`:c${index}`, count])),
      },
    });
    const result = await write.catch((error: unknown) => damaged(error, key));
    if (result.kind === "done") return;
    const known = new Attributes(result.item ?? {}).optionalText(last);
    // An item that has gone meanwhile is begun anew.
    seen = known;
    if (known !== undefined) rest = rest.filter(({ sequence }) => sequence > known);
  }
  throw new Fault("storage-unavailable", "Others write the same statistics at the same time.");
}

/** What is no number cannot be added to: the database refuses the call, and would refuse each repetition. */
function damaged(error: unknown, { pk, sk }: ItemKey): never {
  if (!(error instanceof Error) || error.name !== "ValidationException") throw error;
  throw new Fault("damaged-item", "An item of the statistics is damaged.", {
    ...{ cause: error, item: `${pk} ${sk}` },
  });
}
