import { type LedgerLocation, readLane } from "../../domain/lane.ts";
import { CHALLENGES, type Ledger, type LedgerRules, PAID, SENDS } from "../../domain/ledger.ts";
import { SLOT_REGISTERS } from "../../domain/slot.ts";
import type { LedgerStore } from "../port/ledgers.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { queryAll } from "./query.ts";
import { attributeOf, readRegisters, registersOf } from "./registers.ts";
import type { Item, ItemKey, Table } from "./table.ts";

/** What admins see of a recipient's ledgers, and clear of them. */
export function knownLedgers(table: Table): Pick<LedgerStore, "list" | "forgetSends"> {
  return {
    async list(recipientKey, rules) {
      const items = await queryAll(table, recipientPartition(recipientKey), "ledger");
      return items.flatMap((item) => {
        const lane = item.sk === "ledger" ? "strangers" : readLane(String(item.sk).slice("ledger#".length));
        return lane === undefined
          ? []
          : [{ lane, isVoid: item.voidedAt !== undefined, ...readLedger(item, rules) }];
      });
    },

    async forgetSends(ledger) {
      // What networks have asked of the recipient lies in registers of their own.
      const times = [SENDS, CHALLENGES, PAID, ...SLOT_REGISTERS].flatMap((register) =>
        Array.from({ length: register.length }, (_, i) => attributeOf(register, i + 1)),
      );
      const result = await table.update(ledgerKey(ledger), {
        remove: [...times, "lastSendAtIso"].join(", "),
        ...{ condition: "attribute_exists(pk) AND NOT failures < :zero", values: { ":zero": 0 } },
      });
      return result.kind === "done";
    },
  };
}

export function ledgerKey({ recipientKey, lane }: LedgerLocation): ItemKey {
  const sk = lane === "strangers" ? "ledger" : `ledger#${lane}`;
  return { pk: recipientPartition(recipientKey), sk };
}

export function readLedger(item: Item, rules: Pick<LedgerRules, "sends"> = { sends: [] }): Ledger {
  const read = new Attributes(item);
  return {
    times: readRegisters(read, registersOf(rules)),
    failures: read.optionalCount("failures") ?? 0,
    lastFailureAt: read.optionalCount("lastFailureAt") ?? 0,
  };
}
