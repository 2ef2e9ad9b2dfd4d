import {
  type Ledger,
  LEDGER_SECONDS,
  ledgerRefusal,
  type LedgerRules,
  lockWindows,
} from "../../domain/ledger.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { LedgerStore } from "../port/ledgers.ts";
import { recipientPartition } from "./challenge-item.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

/** Length of the register of sends; no limit can look further back. */
const REGISTER = 10;

/**
 * Every send shifts the register by one: the right-hand sides see the item as it was before the write.
 * Newest first, so that a changed limit keeps its meaning.
 */
const SHIFT = Array.from(
  { length: REGISTER - 1 },
  (_, i) => `s${REGISTER - i} = if_not_exists(s${REGISTER - i - 1}, :zero)`,
);

/** The ledger of a recipient as conditional writes. */
export function ledgerStore(table: Table): LedgerStore {
  return {
    async admit(ledger, rules, { by, now }) {
      const { condition, values } = admission(rules, now);
      const result = await table.update(ledgerKey(ledger), {
        set: [...SHIFT, "s1 = :now, lastSendAtIso = :nowIso, #by = :by, #ttl = :ttl"].join(", "),
        condition: `${condition} AND NOT #by = :by`,
        names: { "#by": "by", "#ttl": "ttl" },
        values: {
          ...values,
          ":zero": 0,
          ":now": now,
          ":nowIso": iso(now),
          ":by": by,
          ":ttl": now + LEDGER_SECONDS,
        },
      });
      if (result.kind === "done" || result.item?.by === by) return { kind: "admitted" };
      const refusal = ledgerRefusal(readLedger(result.item ?? {}), rules, now);
      // Another write may have made room between the refusal and the look at the item: a second is enough then.
      return { kind: "refused", refusal: refusal ?? { limit: "cooldown", retryAfterSeconds: 1 } };
    },

    async countFailure(ledger, { by, now }) {
      await table.update(ledgerKey(ledger), {
        set: "lastFailureAt = :now, lastFailureAtIso = :nowIso, failedBy = :by, #ttl = :ttl",
        add: "failures :one",
        condition: "NOT failedBy = :by",
        names: { "#ttl": "ttl" },
        values: { ":one": 1, ":now": now, ":nowIso": iso(now), ":by": by, ":ttl": now + LEDGER_SECONDS },
      });
    },

    async clearFailures(ledger, approvedAt, now) {
      await table.update(ledgerKey(ledger), {
        set: "failures = :zero, clearedAt = :at, clearedAtIso = :atIso, #ttl = :ttl",
        condition: "NOT clearedAt >= :at",
        names: { "#ttl": "ttl" },
        values: { ":zero": 0, ":at": approvedAt, ":atIso": iso(approvedAt), ":ttl": now + LEDGER_SECONDS },
      });
    },
  };
}

export function ledgerKey(recipientKey: RecipientKey): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: "ledger" };
}

/**
 * The rules of {@link ledgerRefusal} as a condition on the item. A comparison with an attribute that is not there is
 * false, so `NOT a > b` is true for a new ledger as well, and shorter to parse than asking whether the attribute exists.
 */
function admission(rules: LedgerRules, now: number): { condition: string; values: Item } {
  const values: Record<string, number> = {};
  const limits = rules.sends.map(({ sends, seconds }, i) => {
    values[`:limit${i}`] = now - seconds;
    return `NOT s${sends} > :limit${i}`;
  });
  const windows = lockWindows(rules).map(({ below, quietSeconds }, i) => {
    values[`:below${i}`] = below;
    if (quietSeconds === 0) return `NOT failures >= :below${i}`;
    values[`:quiet${i}`] = now - quietSeconds;
    return `failures < :below${i} AND lastFailureAt <= :quiet${i}`;
  });
  return { condition: [...limits, `(${windows.join(" OR ")})`].join(" AND "), values };
}

function readLedger(item: Item): Ledger {
  const read = new Attributes(item);
  return {
    sendTimes: Array.from({ length: REGISTER }, (_, i) => read.optionalCount(`s${i + 1}`) ?? 0),
    failures: read.optionalCount("failures") ?? 0,
    lastFailureAt: read.optionalCount("lastFailureAt") ?? 0,
  };
}
