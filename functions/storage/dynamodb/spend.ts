import { type DaySpend, isOverspent, spendDay, spendDayEndsAt } from "../../domain/spend.ts";
import { Fault } from "../../domain/errors.ts";
import type { SpendStore } from "../port/spend.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

/** How long an owner can look back at what a day has cost, in seconds. */
const KEPT_SECONDS = 35 * 86_400;

const NOTHING_SPENT: DaySpend = { spent: 0, spentNew: 0, stops: new Map() };

const SPEND = "spend#";

/** Stands before the name of what is stopped, in the attribute that says until when. */
const STOP = "stop#";

/** One item a day, which every send that has a price adds to. */
export function spendStore(table: Table): SpendStore {
  return {
    async add(ask, { by, now }) {
      // Too dear for a whole day: a condition could not say so of an item that is not there yet.
      if (isOverspent(NOTHING_SPENT, ask)) return { kind: "refused", day: NOTHING_SPENT };
      const { price, most, mostNew, groups = [] } = ask;
      const counted = mostNew !== undefined;
      const key = dayKey(now);
      const add = table.update(key, {
        set: "#by = :by, lastSpentAtIso = :nowIso, #ttl = :ttl",
        add: `spent :price${counted ? ", spentNew :price" : ""}`,
        condition: [
          "NOT spent > :most AND NOT #by = :by",
          ...(counted ? ["NOT spentNew > :mostNew"] : []),
          ...groups.map((_, index) => `NOT #stop${index} > :now`),
        ].join(" AND "),
        names: {
          ...{ "#by": "by", "#ttl": "ttl" },
          ...Object.fromEntries(groups.map((group, index) => [`#stop${index}`, STOP + group])),
        },
        wantsItem: true,
        values: {
          ":by": by,
          ":price": price,
          // What may have been spent before it.
          ":most": most - price,
          ...(counted && { ":mostNew": mostNew - price }),
          ...(groups.length > 0 && { ":now": now }),
          ":nowIso": iso(now),
          ":ttl": spendDayEndsAt(now) + KEPT_SECONDS,
        },
      });
      const result = await add.catch((error: unknown) => damaged(error, key));
      const day = readDay(result.item ?? {});
      return { kind: result.kind === "done" || result.item?.by === by ? "added" : "refused", day };
    },

    async stop(group, until, now) {
      let isNew = false;
      for (let at = now; at < until; at = spendDayEndsAt(at)) {
        const result = await table.update(dayKey(at), {
          set: "#stop = :until, #ttl = :ttl",
          condition: "NOT #stop >= :until",
          names: { "#stop": STOP + group, "#ttl": "ttl" },
          wantsItem: true,
          values: { ":until": until, ":ttl": spendDayEndsAt(at) + KEPT_SECONDS },
        });
        if (result.kind === "conflict") continue;
        isNew = true;
        await forgetStops(table, at, result.item, now);
      }
      return isNew;
    },

    async read(now) {
      return readDay((await table.get(dayKey(now))) ?? {});
    },
  };
}

/** Takes out what is stopped no longer: each write of the day pays for the size of its item. */
async function forgetStops(table: Table, at: number, item: Item, now: number): Promise<void> {
  const [over] = [...readDay(item).stops].filter(([, until]) => until <= now);
  if (!over) return;
  await table.update(dayKey(at), {
    remove: "#stop",
    condition: "#stop <= :now",
    names: { "#stop": STOP + over[0] },
    values: { ":now": now },
  });
}

/** What is no number cannot be added to: the database refuses the call, and no message is sent. */
function damaged(error: unknown, { pk, sk }: ItemKey): never {
  if (!(error instanceof Error) || error.name !== "ValidationException") throw error;
  throw new Fault("damaged-item", "The item of the day's money is damaged.", {
    ...{ cause: error, item: `${pk} ${sk}` },
  });
}

export function dayKey(now: number): ItemKey {
  return { pk: `${SPEND}${spendDay(now)}`, sk: "day" };
}

/** Whether an item is the money of a day. */
export function isSpendKey(pk: unknown, sk: unknown): boolean {
  return typeof pk === "string" && pk.startsWith(SPEND) && sk === "day";
}

/** What is stopped, and until when, in epoch seconds. */
export function stopsOf(item: Item): ReadonlyMap<string, number> {
  return readDay(item).stops;
}

function readDay(item: Item): DaySpend {
  const read = new Attributes(item);
  return {
    spent: read.optionalCount("spent") ?? 0,
    spentNew: read.optionalCount("spentNew") ?? 0,
    stops: new Map(
      Object.keys(item)
        .filter((name) => name.startsWith(STOP))
        .map((name) => [name.slice(STOP.length), read.count(name)]),
    ),
  };
}
