import type { LedgerLocation } from "../../domain/lane.ts";
import {
  failuresAt,
  isForgotten,
  type Ledger,
  LEDGER_SECONDS,
  NETWORK_SECONDS,
  ledgerRefusal,
  type LedgerRules,
  registerOf,
  SENDS,
} from "../../domain/ledger.ts";
import { isProven, type Proof, PROOF_RENEWED_SECONDS } from "../../domain/proven.ts";
import type { LedgerAdmitted, LedgerRefused, LedgerStore } from "../port/ledgers.ts";
import type { Write } from "../port/write.ts";
import { Attributes } from "./attributes.ts";
import { knownLedgers, ledgerKey, readLedger } from "./known-ledgers.ts";
import { attributeOf, registersOf, shiftOf } from "./registers.ts";
import { type Item, iso, stamped, type Table } from "./table.ts";

/**
 * A ledger of a lane that was opened: there, not void, and not too old. DynamoDB may delete it later than that. A click's
 * says when it ends, since its sends stay longer.
 */
const KNOWN = "#ttl > :now AND NOT endsAt <= :now AND attribute_not_exists(voidedAt)";

/** The ledgers of a recipient as conditional writes. */
export function ledgerStore(table: Table): LedgerStore {
  /** Registers a send under a condition beside the rules, and sets how long the ledger stays where it says so. */
  const register = async (
    at: LedgerLocation,
    rules: LedgerRules,
    { by, now }: Write,
    {
      also,
      ttl,
      holder,
    }: { readonly also?: string; readonly ttl?: number; readonly holder?: string | undefined },
  ) => {
    const { condition, values } = admission(rules, now);
    const result = await table.update(ledgerKey(at), {
      set: [
        ...registersOf(rules).flatMap(shiftOf),
        "lastSendAtIso = :nowIso, #by = :by",
        ...(ttl === undefined ? [] : ["#ttl = :ttl"]),
      ].join(", "),
      condition: [condition, "NOT #by = :by", ...(also === undefined ? [] : [also])].join(" AND "),
      names: { "#by": "by", "#ttl": "ttl" },
      wantsItem: true,
      values: {
        ...values,
        ":zero": 0,
        ":now": now,
        ":nowIso": iso(now),
        ":by": by,
        ":ttl": ttl,
        ":holder": holder,
      },
    });
    return { done: result.kind === "done" || result.item?.by === by, item: result.item };
  };

  const outcome = (
    { done, item = {} }: { readonly done: boolean; readonly item: Item | undefined },
    rules: LedgerRules,
    now: number,
  ): LedgerAdmitted | LedgerRefused => {
    const found = readLedger(item, rules);
    if (done)
      return {
        kind: "admitted",
        failures: failuresAt(found, rules, now),
        ...(isProven({ sendTimes: sendsOf(found), ...readProof(item) }, now) && { proven: true }),
      };
    const refusal = ledgerRefusal(found, rules, now);
    // Another write may have made room between the refusal and the look at the item: a second is enough then.
    return { kind: "refused", refusal: refusal ?? { limit: "cooldown", retryAfterSeconds: 1 } };
  };

  return {
    ...knownLedgers(table),

    async admit(ledger, rules, write) {
      const registered = await register(ledger, rules, write, { ttl: write.now + LEDGER_SECONDS });
      return outcome(registered, rules, write.now);
    },

    async admitKnown(ledger, rules, write) {
      const asked = ledger.holder;
      const also = asked === undefined ? KNOWN : `${KNOWN} AND endsAt > :now AND holder = :holder`;
      const registered = await register(ledger, rules, write, { also, holder: asked });
      if (!isKnown(registered.item ?? {}, asked, write.now)) return { kind: "unknown" };
      return outcome(registered, rules, write.now);
    },

    async keepNetwork(ledger, provenAt) {
      await table.update(ledgerKey(ledger), {
        ...stamped("provenAt", provenAt, provenAt + NETWORK_SECONDS),
        condition: "NOT #ttl >= :ttl",
      });
    },

    async countFailure(ledger, rules, { by, now }) {
      const strangers = ledger.lane === "strangers";
      // What an approval opened is opened by nothing else, and lives no longer for a wrong guess.
      const there = strangers ? "" : " AND attribute_exists(pk)";
      const set = `lastFailureAt = :now, lastFailureAtIso = :nowIso, failedBy = :by${strangers ? ", #ttl = :ttl" : ""}`;
      const values = {
        ":one": 1,
        ":now": now,
        ":nowIso": iso(now),
        ":by": by,
        ":ttl": strangers ? now + LEDGER_SECONDS : undefined,
        ":forgotten": now - rules.forgetSeconds,
      };
      const common = { ...(strangers && { names: { "#ttl": "ttl" } }), values };
      const ways = {
        count: {
          ...common,
          set,
          add: "failures :one",
          condition: `NOT failedBy = :by AND NOT lastFailureAt <= :forgotten${there}`,
        },
        anew: {
          ...common,
          set: `${set}, failures = :one`,
          condition: `NOT failedBy = :by AND lastFailureAt <= :forgotten${there}`,
        },
      };
      let way: keyof typeof ways = "count";
      // Another guess may have started anew meanwhile. Nothing grows old that fast, so a third try fits.
      for (let tries = 0; tries < 3; tries++) {
        const result = await table.update(ledgerKey(ledger), ways[way]);
        if (result.kind === "done" || result.item?.failedBy === by) return;
        if (!result.item && !strangers) return;
        way = hasForgotten(readLedger(result.item ?? {}), rules, now) ? "anew" : "count";
      }
    },

    async isProven(ledger, now) {
      const item = (await table.get(ledgerKey(ledger))) ?? {};
      return isProven({ sendTimes: [now, ...sendsOf(readLedger(item))], ...readProof(item) }, now);
    },

    async prove(ledger, approvedAt) {
      await table.update(ledgerKey(ledger), {
        set: "provenSince = if_not_exists(provenSince, :at), provenAt = :at, #ttl = :ttl",
        condition: "NOT provenAt > :recent",
        names: { "#ttl": "ttl" },
        values: {
          ":at": approvedAt,
          ":recent": approvedAt - PROOF_RENEWED_SECONDS,
          ":ttl": approvedAt + LEDGER_SECONDS,
        },
      });
    },

    async takeBack(ledger, approved, failures) {
      const result = await table.update(ledgerKey(ledger), {
        set: "forgave = :approved, failures = failures - :count",
        condition: "failures >= :count AND NOT forgave = :approved",
        values: { ":count": failures, ":approved": approved },
      });
      const left = result.kind === "done" ? 0 : readLedger(result.item ?? {}).failures;
      if (left === 0 || left >= failures) return;
      await table.update(ledgerKey(ledger), {
        set: "forgave = :approved, failures = :zero",
        condition: "failures < :count AND NOT forgave = :approved",
        values: { ":zero": 0, ":count": failures, ":approved": approved },
      });
    },
  };
}

/** The conditions of a known ledger. A damaged item is no known one: then its user goes the strangers' way. */
function isKnown({ ttl, endsAt, voidedAt, holder }: Item, asked: string | undefined, now: number): boolean {
  const ends = asked === undefined && endsAt === undefined ? [ttl] : [ttl, endsAt];
  const isInTime = ends.every((end) => typeof end === "number" && end > now);
  return isInTime && voidedAt === undefined && (asked ?? holder) === holder;
}

/** Whether there are wrong guesses, and all of them are forgotten. */
function hasForgotten(ledger: Ledger, rules: Pick<LedgerRules, "forgetSeconds">, now: number): boolean {
  return ledger.lastFailureAt > 0 && isForgotten(ledger, rules, now);
}

/**
 * The rules of {@link ledgerRefusal} as a condition on the item. A comparison with an attribute that is not there is
 * false, so `NOT a > b` is true for a new ledger as well, and shorter to parse than asking whether the attribute exists.
 */
function admission(rules: LedgerRules, now: number): { condition: string; values: Item } {
  const values: Record<string, number> = {};
  const limits = rules.sends.map((limit, i) => {
    values[`:limit${i}`] = now - limit.seconds;
    return `NOT ${attributeOf(registerOf(limit), limit.sends)} > :limit${i}`;
  });
  if (rules.stopsAt !== undefined) {
    limits.push("(NOT failures >= :stop OR lastFailureAt <= :forgotten)");
    values[":stop"] = rules.stopsAt;
    values[":forgotten"] = now - rules.forgetSeconds;
  }
  return { condition: limits.join(" AND "), values };
}

function sendsOf({ times }: Ledger): readonly number[] {
  return times[SENDS.name] ?? [];
}

/** Of a device's lane, since when it is known is the proof: an approval has opened it. */
function readProof(item: Item): Proof {
  const read = new Attributes(item);
  const openedAt = read.optionalCount("openedAt");
  return {
    provenSince: read.optionalCount("provenSince") ?? openedAt,
    provenAt: read.optionalCount("provenAt") ?? read.optionalCount("usedAt") ?? openedAt,
  };
}
