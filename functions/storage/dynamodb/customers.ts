import type { Customer, CustomerStore } from "../port/customers.ts";
import { recipientPartition } from "./challenge-item.ts";
import type { Table } from "./table.ts";

const CUSTOMER = "customer";

/** The people whom the owner knows, for registered mode. */
export function customerStore(table: Table): CustomerStore {
  return {
    async read(recipientKey) {
      const item = await table.get({ pk: recipientPartition(recipientKey), sk: CUSTOMER });
      return item as unknown as Customer | undefined;
    },
    async put(recipientKey, customer) {
      await table.put({ pk: recipientPartition(recipientKey), sk: CUSTOMER, ...customer });
    },
  };
}
