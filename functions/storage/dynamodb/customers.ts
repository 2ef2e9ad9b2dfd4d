import { Fault } from "../../domain/errors.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import { CUSTOMER, CUSTOMERS_INDEX } from "../indexes.ts";
import type { Contact, Customer, CustomerStore, UnfinishedMove } from "../port/customers.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { queryIndex } from "./query.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

const NAMES = { "#status": "status" };
const FACTS = ["customerId", "address", "name", "locale", "factorsOf"];

/** The people whom the owner knows, for registered mode. */
export function customerStore(table: Table): CustomerStore {
  return {
    async read(recipientKey) {
      const item = await table.get(customerKey(recipientKey));
      return item && fromItem(item);
    },

    async put(recipientKey, { status, ...facts }, now) {
      // One write, so that it cannot undo a block that it did not see, and no process dies before it blocks.
      const known = Object.entries(facts);
      const blocks = status === "blocked";
      const since = blocks && now !== undefined;
      await table.update(customerKey(recipientKey), {
        set: [
          blocks ? "#status = :status" : "#status = if_not_exists(#status, :status)",
          ...(since
            ? [
                "blockedAt = if_not_exists(blockedAt, :now), blockedAtIso = if_not_exists(blockedAtIso, :nowIso)",
              ]
            : []),
          ...known.map(([name]) => `#${name} = :${name}`),
        ].join(", "),
        ...(facts.factorsOf === undefined && { remove: "factorsOf" }),
        names: { ...NAMES, ...Object.fromEntries(known.map(([name]) => [`#${name}`, name])) },
        values: {
          ":status": status,
          ...(since && { ":now": now, ":nowIso": iso(now) }),
          ...Object.fromEntries(known.map(([name, value]) => [`:${name}`, value])),
        },
      });
    },

    async setFactorsOf(recipientKey, customerId, factorsOf) {
      const result = await table.update(customerKey(recipientKey), {
        set: "factorsOf = :factorsOf",
        condition: "customerId = :customerId",
        values: { ":factorsOf": factorsOf, ":customerId": customerId },
      });
      return result.kind === "done";
    },

    async endMove(recipientKey, from) {
      await table.update(customerKey(recipientKey), {
        ...{ remove: "moving", condition: "moving.#from = :from" },
        ...{ names: { "#from": "from" }, values: { ":from": from } },
      });
    },

    async listContacts(customerId) {
      const items = await queryIndex(table, CUSTOMERS_INDEX, CUSTOMER, customerId);
      return items.map(contactOf);
    },

    async isContactOf(recipientKey, customerId) {
      const item = await table.get(customerKey(recipientKey));
      return item?.customerId === customerId;
    },

    async setStatus(recipientKey, status, now, customerId) {
      const blocks = status === "blocked";
      const result = await table.update(customerKey(recipientKey), {
        set: `#status = :status${blocks ? ", blockedAt = :now, blockedAtIso = :nowIso" : ""}`,
        ...(!blocks && { remove: "blockedAt, blockedAtIso" }),
        condition: [
          "attribute_exists(pk) AND NOT #status = :status",
          ...(customerId === undefined ? [] : ["customerId = :customerId"]),
        ].join(" AND "),
        names: NAMES,
        values: {
          ":status": status,
          ":customerId": customerId,
          ...(blocks && { ":now": now, ":nowIso": iso(now) }),
        },
      });
      if (result.kind === "done") return "changed";
      const isTheirs = customerId === undefined || result.item?.customerId === customerId;
      return result.item && isTheirs ? "unchanged" : "unknown";
    },
  };
}

function customerKey(recipientKey: RecipientKey): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: CUSTOMER };
}

function contactOf(item: Item): Contact {
  const recipientKey = String(item.pk).slice(recipientPartition("" as RecipientKey).length) as RecipientKey;
  return { recipientKey, ...listed(item) };
}

/** As much as a list needs, of a damaged item too: a fault would hide all other contacts. */
function listed(item: Item): Customer {
  try {
    return fromItem(item);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { customerId: String(item[CUSTOMERS_INDEX.partition]), status: "blocked" };
  }
}

/** An item that the owner may have written: whatever its status says beside `active` keeps the customer out. */
function fromItem(item: Item): Customer {
  const read = new Attributes(item);
  const [customerId, address, name, locale, factorsOf] = FACTS.map((key) => read.optionalText(key));
  const moving = read.optionalMap("moving");
  return {
    ...(customerId !== undefined && { customerId }),
    ...(address !== undefined && { address }),
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(factorsOf !== undefined && { factorsOf: factorsOf as SubjectKey }),
    ...(moving && { moving: moveOf(moving) }),
    status: read.text("status") === "active" ? "active" : "blocked",
  };
}

function moveOf(read: Attributes): UnfinishedMove {
  const factorsOf = read.optionalText("factorsOf");
  return {
    from: read.text("from"),
    ...(factorsOf !== undefined && { factorsOf: factorsOf as SubjectKey }),
    leaves: read.flag("leaves"),
  };
}
