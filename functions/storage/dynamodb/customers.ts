import type { Customer, CustomerStore } from "../port/customers.ts";
import { recipientPartition } from "./challenge-item.ts";
import { Attributes } from "./attributes.ts";
import type { Item, Table } from "./table.ts";

const CUSTOMER = "customer";

/** The people whom the owner knows, for registered mode. */
export function customerStore(table: Table): CustomerStore {
  return {
    async read(recipientKey) {
      const item = await table.get({ pk: recipientPartition(recipientKey), sk: CUSTOMER });
      return item && fromItem(item);
    },
    async put(recipientKey, customer) {
      await table.put({ pk: recipientPartition(recipientKey), sk: CUSTOMER, ...customer });
    },
  };
}

/** An item that the owner may have written: whatever its status says beside `active` keeps the customer out. */
function fromItem(item: Item): Customer {
  const read = new Attributes(item);
  const [customerId, name, locale] = ["customerId", "name", "locale"].map((key) => read.optionalText(key));
  return {
    ...(customerId !== undefined && { customerId }),
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    status: read.text("status") === "active" ? "active" : "blocked",
  };
}
