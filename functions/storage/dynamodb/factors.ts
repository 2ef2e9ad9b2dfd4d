import {
  asOf,
  FACTOR_FORGET_SECONDS,
  isCountOver,
  MAX_FACTOR_FAILURES,
  withLane,
} from "../../domain/factors.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { FactorChange, FactorStore, ProvenFactor } from "../port/factors.ts";
import type { Write } from "../port/write.ts";
import { Attributes } from "./attributes.ts";
import { COUNTS, factorsKey, readFactors, totpItem } from "./factor-item.ts";
import { factorResets } from "./factor-resets.ts";
import { CHANGES, changedBy, lost, movedFactors, newItem, takenFrom, UNCHANGED } from "./moved-factors.ts";
import { type Item, iso, type Table, type Update } from "./table.ts";

/** The item of a subject's factors, each step one conditional write. */
export function factorStore(table: Table): FactorStore {
  const prove = async (
    at: SubjectKey,
    proven: ProvenFactor,
    now: number,
    usesUp: UsesUp,
    isOurs: (item: Item) => boolean,
  ): Promise<boolean> => {
    // What is left of a count that has started anew is less than what the challenge says of it.
    for (const own of new Set([proven.ownFailures, 0])) {
      const result = await table.update(factorsKey(at), provedBy(proven, own, now, usesUp));
      if (result.kind === "done") return true;
      if (!result.item) return false;
      if (isOurs(result.item)) return true;
      if (readFactors(result.item).counts[proven.guesser].failures >= own) return false;
    }
    return false;
  };

  return {
    async read(at, now) {
      const item = await table.get(factorsKey(at));
      const liesAt = item && takenFrom(item);
      if (!liesAt) return item && asOf(readFactors(item), now);
      const found = await table.get(factorsKey(liesAt));
      if (!found) throw lost(at);
      return { ...asOf(readFactors(found), now), liesAt };
    },

    ...movedFactors(table),
    ...factorResets(table),

    async change(at, change, write) {
      const result =
        change.version === 0
          ? await table.put(newItem(at, change, write), {
              condition: "attribute_not_exists(pk)",
              values: {},
            })
          : await table.update(factorsKey(at), changed(change, write));
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    proveTotp(at, { id, step, secret, ...proven }, { by, now }) {
      const { failures, failedAt } = COUNTS[proven.guesser];
      return prove(
        at,
        proven,
        now,
        {
          set: "totps.#id.lastStep = :step, totps.#id.secret = :secret, totps.#id.provedBy = :by",
          condition: `totps.#id.lastStep < :step AND (NOT ${failures} >= :most OR ${failedAt} <= :forgotten)`,
          names: { "#id": id },
          values: {
            ...{ ":step": step, ":secret": secret, ":by": by },
            ...{ ":most": MAX_FACTOR_FAILURES, ":forgotten": now - FACTOR_FORGET_SECONDS },
          },
        },
        (item) => new Attributes(item).map("totps").optionalMap(id)?.optionalText("provedBy") === by,
      );
    },

    proveBackupCode(at, { number, hash, ...proven }, { by, now }) {
      return prove(
        at,
        proven,
        now,
        {
          set: "usedCodeBy = :by",
          remove: "codes.#number",
          // Another set has codes with the same numbers.
          condition: "codes.#number.#hash = :hash",
          names: { "#number": number, "#hash": "hash" },
          values: { ":hash": hash, ":by": by },
        },
        (item) => item.usedCodeBy === by,
      );
    },

    async keepLane(at, lane, provedAt) {
      // Another proof may come between; a lane that is missing counts as a stranger's, which is the safe side.
      for (let tries = 0; tries < 3; tries++) {
        const item = await table.get(factorsKey(at));
        if (!item) return;
        const { lanes, twoStepsSince = Infinity } = readFactors(item);
        if (twoStepsSince > provedAt || lanes.includes(lane)) return;
        const kept = new Attributes(item).texts("lanes");
        const [first] = kept;
        const { kind } = await table.update(factorsKey(at), {
          set: "lanes = :lanes",
          // Every other write of lanes has another one come first, or makes them fewer.
          condition: `twoStepsSince = :since AND size(lanes) = :count${first === undefined ? "" : " AND lanes[0] = :first"}`,
          values: {
            ...{ ":lanes": withLane(lanes, lane), ":since": twoStepsSince, ":count": kept.length },
            ":first": first,
          },
        });
        if (kind === "done") return;
      }
    },

    async countWrong(at, guesser, { by, now }) {
      const { failures, failedAt } = COUNTS[guesser];
      const set = `${failedAt} = :now, ${failedAt}Iso = :nowIso, failedBy = :by`;
      const ours = "attribute_exists(pk) AND NOT failedBy = :by";
      const values = { ":one": 1, ":now": now, ":nowIso": iso(now), ":by": by };
      const forgotten = { ":forgotten": now - FACTOR_FORGET_SECONDS };
      const ways = {
        count: {
          set,
          add: `${failures} :one`,
          condition: `${ours} AND NOT ${failures} >= :most AND NOT ${failedAt} <= :forgotten`,
          values: { ...values, ...forgotten, ":most": MAX_FACTOR_FAILURES },
        },
        anew: {
          set: `${set}, ${failures} = :one`,
          condition: `${ours} AND ${failedAt} <= :forgotten`,
          values: { ...values, ...forgotten },
        },
      };
      let way: keyof typeof ways = "count";
      // Another guess may have started anew meanwhile. Nothing grows old that fast, so a third try fits.
      for (let tries = 0; tries < 3; tries++) {
        const result = await table.update(factorsKey(at), ways[way]);
        if (result.kind === "done" || result.item?.failedBy === by) return true;
        if (!result.item) return false;
        const found = readFactors(result.item).counts[guesser];
        if (found.failures >= MAX_FACTOR_FAILURES && !isCountOver(found, now)) return false;
        way = found.failures > 0 && isCountOver(found, now) ? "anew" : "count";
      }
      return false;
    },
  };
}

/** What a right guess uses up, and under which condition. */
interface UsesUp extends Update {
  readonly set: string;
  readonly condition: string;
}

/** What every right guess writes: where it was made, and so many wrong ones of its own that are taken back. */
function provedBy({ guesser, lanes }: ProvenFactor, own: number, now: number, usesUp: UsesUp): Update {
  const { failures } = COUNTS[guesser];
  return {
    ...usesUp,
    set: [
      usesUp.set,
      "lanes = :lanes, provedAt = :provedAt, provedAtIso = :provedAtIso",
      ...(own > 0 ? [`${failures} = ${failures} - :own`] : []),
    ].join(", "),
    // What a reset has made nothing is no factor, also where it was read a moment before.
    condition: [
      `${usesUp.condition} AND NOT resetAt <= :provedAt`,
      ...(own > 0 ? [`${failures} >= :own`] : []),
    ].join(" AND "),
    values: {
      ...usesUp.values,
      ...{ ":lanes": lanes, ":provedAt": now, ":provedAtIso": iso(now) },
      ...(own > 0 && { ":own": own }),
    },
  };
}

function changed(
  { version, addTotp, contact, desk, removeTotp, codes, twoSteps, lane }: FactorChange,
  write: Write,
): Update {
  const id = addTotp?.id ?? removeTotp;
  const removed = [
    ...(removeTotp === undefined ? [] : ["totps.#id"]),
    ...(twoSteps === "off" ? ["twoStepsSince", "twoStepsSinceIso"] : []),
  ];
  return {
    set: [
      CHANGES,
      ...(addTotp ? ["totps.#id = :totp"] : []),
      ...(contact ? ["contact = if_not_exists(contact, :contact)"] : []),
      ...(desk ? ["desk = :desk"] : []),
      ...(codes ? ["codes = :codes, codesSince = :now, codesSinceIso = :nowIso"] : []),
      ...(twoSteps === "on" ? ["twoStepsSince = :now, twoStepsSinceIso = :nowIso"] : []),
      ...(twoSteps === undefined ? [] : ["lanes = :lanes"]),
    ].join(", "),
    ...(removed.length > 0 && { remove: removed.join(", ") }),
    condition: [UNCHANGED, ...(removeTotp === undefined ? [] : ["attribute_exists(totps.#id)"])].join(
      " AND ",
    ),
    ...(id !== undefined && { names: { "#id": id } }),
    values: {
      ...changedBy(version, write),
      ":totp": addTotp && totpItem(addTotp),
      ":contact": contact,
      ":desk": desk,
      ":codes": codes,
      ":lanes": twoSteps === undefined ? undefined : withLane([], lane),
    },
  };
}
