import type { OriginKey } from "../../domain/origin.ts";
import { DAY_SECONDS, hourOf } from "../../domain/statistics/hours.ts";
import type { Attack, AttackStore } from "../port/attacks.ts";
import { Attributes } from "./attributes.ts";
import { queryNewest } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, iso, type Table } from "./table.ts";

const KEPT_SECONDS = 30 * DAY_SECONDS;

/** How many networks a process remembers to have noted: an attacker with more has them noted again. */
const REMEMBERED = 5000;

/** One item for each hour and network. */
export function attackStore(table: Table): AttackStore {
  let noted = new Set<string>();
  return {
    async noteWrong(network, wrong, now) {
      await table.update(keyOf(network, now), {
        set: "wrong = :wrong, lastAt = :now, lastAtIso = :nowIso, #ttl = :ttl",
        condition: "NOT wrong >= :wrong",
        names: { "#ttl": "ttl" },
        values: { ":wrong": wrong, ...instant(now) },
      });
    },

    async noteRefused(network, now) {
      const name = `${hourOf(now)} ${network}`;
      if (noted.has(name)) return;
      if (noted.size >= REMEMBERED) noted = new Set();
      // Before it is written: a flood asks for many at the same moment.
      noted.add(name);
      try {
        await table.update(keyOf(network, now), {
          set: "refusedAt = if_not_exists(refusedAt, :now), lastAt = :now, lastAtIso = :nowIso, #ttl = :ttl",
          names: { "#ttl": "ttl" },
          values: instant(now),
        });
      } catch (error) {
        noted.delete(name);
        throw error;
      }
    },

    async list(hour, { most, after }) {
      const items = await queryNewest(table, partition(hour), "", most, after);
      const last = items.length < most ? undefined : items.at(-1);
      // A damaged item hides no other, and ends no page.
      return { attacks: readable(items, readAttack).read, ...(last && { next: String(last.sk) }) };
    },
  };
}

function instant(now: number) {
  return { ":now": now, ":nowIso": iso(now), ":ttl": now + KEPT_SECONDS };
}

function readAttack(item: Item): Attack {
  const read = new Attributes(item);
  const refusedAt = read.optionalCount("refusedAt");
  return {
    network: read.text("sk") as OriginKey,
    wrong: read.optionalCount("wrong") ?? 0,
    ...(refusedAt !== undefined && { refusedAt }),
    lastAt: read.count("lastAt"),
  };
}

function keyOf(network: OriginKey, now: number) {
  return { pk: partition(hourOf(now)), sk: network };
}

function partition(hour: string): string {
  return `attacks#${hour}`;
}
