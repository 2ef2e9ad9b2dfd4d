import { Fault } from "../../domain/errors.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import { CUSTOMER, CUSTOMERS_INDEX } from "../indexes.ts";
import type {
  Contact,
  Customer,
  CustomerStore,
  ImportedContact,
  ImportMark,
  ListedContact,
  UnfinishedMove,
} from "../port/customers.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { queryIndex, queryIndexPages } from "./query.ts";
import { type Item, type ItemKey, iso, type Table, type Update } from "./table.ts";

const NAMES = { "#status": "status" };
const FACTS = ["customerId", "address", "name", "locale", "factorsOf"];

/** How long it is known whose contact one was that was removed, in seconds. */
const REMOVED_SECONDS = 2 * 86_400;

/** The people whom the owner knows, for registered mode. */
export function customerStore(table: Table): CustomerStore {
  return {
    async read(recipientKey) {
      const item = await table.get(customerKey(recipientKey));
      return item && item.removedFrom === undefined ? fromItem(item) : undefined;
    },

    async put(recipientKey, customer, now) {
      await table.update(customerKey(recipientKey), written(customer, now));
    },

    async putImported(recipientKey, contact, now, only) {
      const result = await table.update(customerKey(recipientKey), {
        ...written(contact, now),
        condition:
          only === "new"
            ? "attribute_not_exists(pk)"
            : "attribute_not_exists(#status) OR customerId = :customerId",
      });
      return result.kind === "done";
    },

    async readImported(recipientKey) {
      const item = await table.get(customerKey(recipientKey));
      if (!item) return {};
      const imported = markOf(item);
      return {
        ...(item.removedFrom === undefined && {
          contact: { ...fromItem(item), ...notedBy(item), ...(imported && { imported }) },
        }),
        ...(imported && { imported }),
      };
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

    async *find(beginning, from) {
      const asked = { beginning, ...(from !== undefined && { from }) };
      for await (const page of queryIndexPages(table, CUSTOMERS_INDEX, CUSTOMER, asked))
        yield page.map(listedContact);
    },

    async describe(recipientKey, customerId, facts) {
      const said = Object.entries(facts).filter(([, value]) => value !== undefined);
      if (said.length === 0) return true;
      const [gone, set] = [
        said.filter(([, value]) => value === null),
        said.filter(([, value]) => value !== null),
      ];
      const result = await table.update(customerKey(recipientKey), {
        ...(set.length > 0 && { set: set.map(([name]) => `#${name} = :${name}`).join(", ") }),
        ...(gone.length > 0 && { remove: gone.map(([name]) => `#${name}`).join(", ") }),
        condition: `attribute_exists(pk) AND attribute_not_exists(removedFrom) AND ${
          customerId === undefined ? ":none <> customerId" : "customerId = :customerId"
        }`,
        names: Object.fromEntries(said.map(([name]) => [`#${name}`, name])),
        values: {
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          ...(customerId === undefined ? { ":none": "" } : { ":customerId": customerId }),
        },
      });
      return result.kind === "done";
    },

    async remove(recipientKey, customerId, now) {
      const result = await table.update(customerKey(recipientKey), {
        set: "removedFrom = customerId, removedAtIso = :nowIso, #ttl = :ttl",
        remove: "customerId, #status, address, #name, locale, note, blockedAt, blockedAtIso",
        condition: "customerId = :customerId",
        names: { ...NAMES, "#ttl": "ttl", "#name": "name" },
        values: { ":customerId": customerId, ":nowIso": iso(now), ":ttl": now + REMOVED_SECONDS },
      });
      return result.kind === "done";
    },

    async readRemoved(recipientKey) {
      const item = await table.get(customerKey(recipientKey));
      if (item?.removedFrom === undefined) return undefined;
      const read = new Attributes(item);
      const factorsOf = read.optionalText("factorsOf");
      return {
        customerId: read.text("removedFrom"),
        ...(factorsOf !== undefined && { factorsOf: factorsOf as SubjectKey }),
      };
    },

    async setStatus(recipientKey, status, now, customerId) {
      const blocks = status === "blocked";
      const result = await table.update(customerKey(recipientKey), {
        set: `#status = :status${blocks ? ", blockedAt = :now, blockedAtIso = :nowIso" : ""}`,
        ...(!blocks && { remove: "blockedAt, blockedAtIso" }),
        condition: [
          "attribute_exists(pk) AND attribute_not_exists(removedFrom) AND NOT #status = :status",
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
      return result.item && result.item.removedFrom === undefined && isTheirs ? "unchanged" : "unknown";
    },
  };
}

/** One write, so that it cannot undo a block that it did not see, and no process dies before it blocks. */
function written({ status, ...facts }: ImportedContact, now: number | undefined): Update {
  const known = Object.entries(facts);
  const blocks = status === "blocked";
  const since = blocks && now !== undefined;
  return {
    set: [
      blocks ? "#status = :status" : "#status = if_not_exists(#status, :status)",
      ...(since
        ? ["blockedAt = if_not_exists(blockedAt, :now), blockedAtIso = if_not_exists(blockedAtIso, :nowIso)"]
        : []),
      ...known.map(([name]) => `#${name} = :${name}`),
    ].join(", "),
    // One that was removed is registered anew, and stays.
    remove: [
      ...(facts.factorsOf === undefined ? ["factorsOf"] : []),
      ...(facts.imported === undefined ? ["imported"] : []),
      "removedFrom, removedAtIso, #ttl",
    ].join(", "),
    names: { ...NAMES, "#ttl": "ttl", ...Object.fromEntries(known.map(([name]) => [`#${name}`, name])) },
    values: {
      ":status": status,
      ...(since && { ":now": now, ":nowIso": iso(now) }),
      ...Object.fromEntries(known.map(([name, value]) => [`:${name}`, value])),
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

/** A contact as admins see it. */
export function listedContact(item: Item): ListedContact {
  return { ...contactOf(item), ...noted(item) };
}

/** What admins see beside what the service reads; a damaged one is left out. */
function noted(item: Item): Pick<ListedContact, "note" | "blockedAt"> {
  const { blockedAt } = item;
  return { ...notedBy(item), ...(typeof blockedAt === "number" && { blockedAt }) };
}

function notedBy({ note }: Item): Pick<ListedContact, "note"> {
  return typeof note === "string" ? { note } : {};
}

/** A damaged mark is none: what it was of is left alone. */
function markOf({ imported }: Item): ImportMark | undefined {
  const { in: within, as } = (imported ?? {}) as Readonly<Record<string, unknown>>;
  return typeof within === "string" && typeof as === "string" ? { in: within, as } : undefined;
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
