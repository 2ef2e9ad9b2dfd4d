import { secondsPerGuess } from "../../domain/guessing.ts";
import type { OriginKey } from "../../domain/origin.ts";
import type { OriginLimits, OriginStore } from "../port/origins.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

const HOUR = 3600;

/** How long a network is remembered, in seconds: longer than its wrong guesses can matter. */
const REMEMBERED_SECONDS = 7 * 86_400;

/** Wrong guesses count no further once they are so much ahead, in seconds: the item would be gone before they are over. */
const MOST_AHEAD_SECONDS = 5 * 86_400;

/** More sends than anyone asks for in an hour. */
const UNLIMITED = 1_000_000_000;

/** Attributes of hours that are over, above which they are removed. */
const MOST_STALE = 8;

/** How many are removed at once: DynamoDB refuses expressions above 4 KB. */
const REMOVED_AT_ONCE = 200;

/** What one network asks for and guesses, in one item: the attributes of sends are named by their clock hour. */
export function originStore(table: Table): OriginStore {
  return {
    async count(origin, limits, { by, now, paid }) {
      const hour = hourOf(now, limits.inLanes);
      const key = keyOf(origin);
      const most = mostOf(limits);
      const result = await table.update(key, {
        set: "#by = :by, #ttl = :ttl",
        add: `#sends :one${paid ? ", #paid :one" : ""}`,
        condition: [
          "NOT #sends >= :perHour AND NOT #by = :by",
          ...(paid ? ["NOT #paid >= :paidPerHour"] : []),
        ].join(" AND "),
        names: { "#sends": hour.sends, "#by": "by", "#ttl": "ttl", ...(paid && { "#paid": hour.paid }) },
        wantsItem: true,
        values: {
          ":one": 1,
          ":by": by,
          ":perHour": most.sends,
          ":ttl": now + REMEMBERED_SECONDS,
          ...(paid && { ":paidPerHour": most.paid }),
        },
      });
      if (result.kind !== "done" && result.item?.by !== by)
        return { kind: "refused", retryAfterSeconds: hour.endsAt - now };
      await removeStale(table, key, result.item ?? {}, now);
      const sends = countOf(result.item, hour.sends);
      const counts = { sends, wrongUntil: wrongUntilOf(result.item ?? {}), beyond: sends > limits.perHour };
      return { kind: "counted", counts };
    },

    async waitFor(origin, limits, { by, now, paid }) {
      const hour = hourOf(now, limits.inLanes);
      const most = mostOf(limits);
      const item = await table.get(keyOf(origin));
      const full = countOf(item, hour.sends) >= most.sends || (paid && countOf(item, hour.paid) >= most.paid);
      return full && item?.by !== by ? hour.endsAt - now : 0;
    },

    async countWrong(origin, limits, { by, now, again }) {
      const key = keyOf(origin);
      const step = secondsPerGuess(limits);
      const set = "wrongBy = :by, #ttl = :ttl";
      const { wrong } = hourOf(now);
      const common = {
        add: "#wrong :one",
        names: { "#wrong": wrong, "#ttl": "ttl" },
        wantsItem: true,
      } as const;
      const values = { ":by": by, ":now": now, ":one": 1, ":ttl": now + REMEMBERED_SECONDS };
      const ways = {
        further: {
          ...common,
          set: `${set}, wrongUntil = wrongUntil + :step`,
          condition: "wrongUntil > :now AND wrongUntil < :most AND NOT wrongBy = :by",
          values: { ...values, ":step": step, ":most": now + MOST_AHEAD_SECONDS },
        },
        anew: {
          ...common,
          set: `${set}, wrongUntil = :until`,
          condition: "NOT wrongUntil > :now AND NOT wrongBy = :by",
          values: { ...values, ":until": now + step },
        },
        // As far ahead as it goes: the guess counts for the hour all the same, by which admins learn of the attack.
        farthest: {
          ...common,
          set,
          condition: "NOT wrongUntil < :most AND NOT wrongBy = :by",
          values: {
            ...{ ":by": by, ":one": 1, ":ttl": now + REMEMBERED_SECONDS },
            ":most": now + MOST_AHEAD_SECONDS,
          },
        },
      };
      let way: keyof typeof ways = again ? "further" : "anew";
      // Another guess may have come first, or this one is the first for a while: a third try fits.
      for (let tries = 0; tries < 3; tries++) {
        const result = await table.update(key, ways[way]);
        if (result.kind === "done" || result.item?.wrongBy === by) return countOf(result.item, wrong);
        const wrongUntil = wrongUntilOf(result.item ?? {});
        const isFarthest = wrongUntil >= now + MOST_AHEAD_SECONDS;
        way = isFarthest ? "farthest" : wrongUntil > now ? "further" : "anew";
      }
      return 0;
    },

    async strike(origin, sends, now) {
      await table.update(keyOf(origin), {
        set: "struckAt = :now, struckAtIso = :nowIso, #ttl = :ttl",
        add: "#sends :sends",
        condition: "NOT struckAt > :anHourAgo",
        names: { "#sends": hourOf(now).sends, "#ttl": "ttl" },
        values: {
          ":now": now,
          ":nowIso": iso(now),
          ":sends": sends,
          ":anHourAgo": now - HOUR,
          ":ttl": now + REMEMBERED_SECONDS,
        },
      });
    },
  };
}

/** A clock hour, and the attributes that count what was asked for in it, for recipients who are known there apart. */
interface Hour {
  readonly endsAt: number;
  readonly sends: string;
  readonly paid: string;
  /** Wrong guesses, whoever the recipients are. */
  readonly wrong: string;
}

function hourOf(now: number, inLanes = false): Hour {
  const endsAt = (Math.floor(now / HOUR) + 1) * HOUR;
  const name = iso(endsAt - HOUR).slice(0, 13);
  const lanes = inLanes ? "lanes-" : "";
  return { endsAt, sends: `${lanes}sends#${name}`, paid: `${lanes}paid#${name}`, wrong: `wrong#${name}` };
}

/**
 * Removes what was asked for in hours that are over. The hour before stays: another machine's clock may be late. The share
 * of each recipient (`to#`), which releases before kept, counts nothing any more.
 */
async function removeStale(table: Table, key: ItemKey, item: Item, now: number): Promise<void> {
  const kept = [now, now - HOUR]
    .flatMap((at) => [hourOf(at), hourOf(at, true)])
    .flatMap(({ sends, paid, wrong }) => [sends, paid, wrong]);
  const stale = Object.keys(item).filter(
    (name) => /^((lanes-)?(sends|paid)|wrong|to)#/.test(name) && !kept.includes(name),
  );
  if (stale.length <= MOST_STALE) return;
  const names = stale.slice(0, REMOVED_AT_ONCE).map((name, index) => [`#${index}`, name] as const);
  await table.update(key, {
    remove: names.map(([short]) => short).join(", "),
    condition: "#ttl > :zero",
    names: { "#ttl": "ttl", ...Object.fromEntries(names) },
    values: { ":zero": 0 },
  });
}

function wrongUntilOf(item: Item): number {
  return countOf(item, "wrongUntil");
}

function countOf(item: Item | undefined, name: string): number {
  return new Attributes(item ?? {}).optionalCount(name) ?? 0;
}

function mostOf({ perHour, paidPerHour, raised = 1, unlimited }: OriginLimits) {
  return { sends: unlimited ? UNLIMITED : perHour * raised, paid: paidPerHour * raised };
}

function keyOf(origin: OriginKey): ItemKey {
  return { pk: `origin#${origin}`, sk: "network" };
}
