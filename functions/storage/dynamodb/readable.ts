import { Fault } from "../../domain/errors.ts";
import type { Item } from "./table.ts";

/** What can be read of some items, and the faults of those that cannot: a damaged one hides no other. */
export function readable<Read>(
  items: readonly Item[],
  fromItem: (item: Item) => Read,
): { readonly read: readonly Read[]; readonly damaged: readonly Fault[] } {
  const read: Read[] = [];
  const damaged: Fault[] = [];
  for (const item of items)
    try {
      read.push(fromItem(item));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      damaged.push(error);
    }
  return { read, damaged };
}
