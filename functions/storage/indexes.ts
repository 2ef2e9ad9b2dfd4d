/** An index of the table: what it is called, and how it finds items. */
export interface TableIndex {
  readonly name: string;
  /** The attribute that parts it, and the one that sorts it: an item that lacks either is not in it. */
  readonly partition: string;
  readonly sort: string;
  /** What it holds of an item beside the keys of table and index. */
  readonly projected: readonly string[];
}

/**
 * Customers by the owner's id. The sort key of a customer's item is `customer`, and no other kind of item has a
 * `customerId`: so it holds customers alone, those too that were written before there was an index. What it holds is what a
 * list of customers shows, since a projection cannot be changed later.
 */
export const CUSTOMERS_INDEX = {
  name: "customers",
  partition: "sk",
  sort: "customerId",
  projected: ["status", "name", "locale", "address", "note", "blockedAt"],
} as const satisfies TableIndex;

/** What stands in the partition attribute of {@link CUSTOMERS_INDEX}: the sort key of a customer's item. */
export const CUSTOMER = "customer";
