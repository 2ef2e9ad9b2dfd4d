import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { CUSTOMER } from "../indexes.ts";
import type { PersonStore } from "../port/persons.ts";
import { recipientPartition } from "./challenge-item.ts";
import { personItems } from "./person-items.ts";
import { queryNewest, queryPages } from "./query.ts";
import { type Table, unavailable } from "./table.ts";

/** What stays, by pseudonym, until its `ttl`: how many messages were asked for, and that the address takes none. */
const GUARDS: ReadonlySet<string> = new Set(["ledger", "suppression"]);

/** As many are deleted at the same time. */
const AT_ONCE = 25;

/** What the table holds of persons; they are deleted item by item, since the database has no other way. */
export function personStore(opened: Table): PersonStore {
  const { client, name } = opened;
  const remove = async (pk: string, sk: string) => {
    await client
      .send(new DeleteItemCommand({ TableName: name, Key: marshall({ pk, sk }) }))
      .catch(unavailable);
  };
  return {
    ...personItems(opened),

    async forget(recipientKey) {
      const pk = recipientPartition(recipientKey);
      const counts: Record<string, number> = {};
      const later: string[] = [];
      const keysOnly = { projection: "pk, sk", values: {} };
      for await (const page of queryPages(opened, pk, "", keysOnly)) {
        const all = page.map(({ sk }) => String(sk)).filter((sk) => !GUARDS.has(sk));
        later.push(...all.filter((sk) => sk === CUSTOMER));
        const now = all.filter((sk) => sk !== CUSTOMER);
        for (let first = 0; first < now.length; first += AT_ONCE)
          await Promise.all(now.slice(first, first + AT_ONCE).map((sk) => remove(pk, sk)));
        for (const sk of all) counts[kindOf(sk)] = (counts[kindOf(sk)] ?? 0) + 1;
      }
      for (const sk of later) await remove(pk, sk);
      return counts;
    },

    async isEmpty(recipientKey) {
      const found = await queryNewest(opened, recipientPartition(recipientKey), "", 1);
      return found.length === 0;
    },
  };
}

function kindOf(sk: string): string {
  return sk.split("#")[0] ?? sk;
}
