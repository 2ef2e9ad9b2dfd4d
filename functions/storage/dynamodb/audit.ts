import { instantOfActId } from "../../domain/act-id.ts";
import type { ActId, AuditedAct, AuditStore } from "../port/audit.ts";
import { Attributes } from "./attributes.ts";
import { queryNewest } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

/** How long an act stays, in seconds: 400 days. */
const AUDIT_SECONDS = 400 * 86_400;

/** What admins have done: a partition for each month, sorted by the ids, which begin with their time. */
export function auditStore(table: Table): AuditStore {
  return {
    async begin({ id, ...act }, now) {
      const result = await table.put(
        {
          ...auditKey(id),
          ...act,
          ...{ begunAt: now, begunAtIso: iso(now), ttl: now + AUDIT_SECONDS },
        },
        { condition: "attribute_not_exists(pk)", values: {} },
      );
      if (result.kind === "done") return undefined;
      return result.item && fromItem(result.item);
    },

    async read(id) {
      const item = await table.get(auditKey(id));
      return item && fromItem(item);
    },

    async end(id, { outcome, counts }, now) {
      await table.update(auditKey(id), {
        set: `outcome = :outcome, doneAt = :now, doneAtIso = :nowIso${counts ? ", counts = :counts" : ""}`,
        condition: "attribute_exists(pk) AND attribute_not_exists(doneAt)",
        values: { ":outcome": outcome, ":now": now, ":nowIso": iso(now), ":counts": counts },
      });
    },

    async list(month, { most, before }) {
      const items = await queryNewest(table, partitionOf(month), "", most, before);
      return readable(items, fromItem).read;
    },
  };
}

function partitionOf(month: string): string {
  return `audit#${month}`;
}

function auditKey(id: ActId): ItemKey {
  return { pk: partitionOf(iso(instantOfActId(id) ?? 0).slice(0, 7)), sk: id };
}

function fromItem(item: Item): AuditedAct {
  const read = new Attributes(item);
  const [said, before, outcome] = ["said", "before", "outcome"].map((name) => read.optionalText(name));
  const doneAt = read.optionalCount("doneAt");
  return {
    id: read.text("sk") as ActId,
    act: read.text("act"),
    by: read.text("by"),
    role: read.text("role"),
    ...(said !== undefined && { said }),
    about: read.texts("about"),
    ...(before !== undefined && { before }),
    wish: read.text("wish"),
    begunAt: read.count("begunAt"),
    ...(doneAt !== undefined && { doneAt }),
    ...(outcome !== undefined && { outcome }),
    ...(item.counts !== undefined && { counts: read.counts("counts") }),
  };
}
