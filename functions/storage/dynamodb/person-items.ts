import { Fault } from "../../domain/errors.ts";
import { NOTICE_KINDS } from "../../domain/notice.ts";
import type { OriginKey } from "../../domain/origin.ts";
import { SUPPRESSION_REASONS } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { CUSTOMER } from "../indexes.ts";
import type { PersonState, PersonStore, Told, Trace } from "../port/persons.ts";
import { Attributes } from "./attributes.ts";
import { CHALLENGE_ITEM, fromItem, recipientPartition } from "./challenge-item.ts";
import { listedContact } from "./customers.ts";
import { factorsKey } from "./factor-item.ts";
import { fromGrantItem, GRANT } from "./grant-item.ts";
import { plainItem } from "./plain-item.ts";
import { queryBetween, queryPages, queryPartition } from "./query.ts";
import type { Item, Table } from "./table.ts";

const NOTICE = "notice#";
const SUPPRESSION = "suppression";

/** Reads what the table holds of persons. */
export function personItems(table: Table): Omit<PersonStore, "forget" | "isEmpty"> {
  const traced = async (recipientKey: RecipientKey, kind: Trace["kind"], beginning: string) => {
    const traces: Trace[] = [];
    for await (const page of queryPages(table, recipientPartition(recipientKey), beginning))
      traces.push(...page.map((item) => traceOf(recipientKey, kind, item)));
    return traces;
  };
  return {
    async trace(recipientKey) {
      const all = await Promise.all([
        traced(recipientKey, "challenge", CHALLENGE_ITEM),
        traced(recipientKey, "grant", GRANT),
        traced(recipientKey, "notice", NOTICE),
      ]);
      return all.flat();
    },

    async readState(recipientKey) {
      const pk = recipientPartition(recipientKey);
      const [contact, ledgers, others] = await Promise.all([
        table.get({ pk, sk: CUSTOMER }),
        // Ledgers, and what a number was sent of notices; notices themselves lie between them.
        queryBetween(table, pk, "ledger", "ledger~"),
        queryBetween(table, pk, "notices-", "~"),
      ]);
      const items = [...(contact ? [contact] : []), ...ledgers, ...others];
      const listed = contact?.removedFrom === undefined ? contact : undefined;
      const suppression = others.find(({ sk }) => sk === SUPPRESSION);
      return {
        ...(listed && { contact: listedContact(listed) }),
        ...(suppression && suppressionOf(suppression)),
        items: items.map(plainItem),
      };
    },

    async readSharedLedgers(ledgerKey) {
      const items = await queryBetween(table, recipientPartition(ledgerKey), "ledger", "ledger~");
      return items.filter(({ sk }) => /^ledger($|#click)/.test(String(sk))).map(plainItem);
    },

    async readSubject(at) {
      return (await queryPartition(table, factorsKey(at).pk)).map(plainItem);
    },
  };
}

function traceOf(recipientKey: RecipientKey, kind: Trace["kind"], item: Item): Trace {
  const number = (name: string) => {
    const value = item[name];
    return typeof value === "number" ? value : undefined;
  };
  const text = (name: string) => {
    const value = item[name];
    return typeof value === "string" ? value : undefined;
  };
  const known = {
    origin: text("origin") as OriginKey | undefined,
    status: text("status"),
    expiresAt: number("expiresAt"),
    approvedAt: number("approvedAt"),
    sessionEndsAt: number("sessionEndsAt"),
    askedFrom: text("askedFrom"),
    decoy: item.decoy === true ? true : undefined,
  };
  return {
    ...{ kind, recipientKey, name: String(item.sk) },
    at: number(kind === "challenge" ? "createdAt" : kind === "grant" ? "issuedAt" : "at") ?? 0,
    ...(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as object),
    item: () => plainItem(item),
    told: () => toldBy(kind, item),
  };
}

function toldBy(kind: Trace["kind"], item: Item): Told {
  try {
    const read = new Attributes(item);
    switch (kind) {
      case "challenge": {
        const deliveryAt = read.map("delivery").optionalCount("at");
        return { kind, challenge: fromItem(item), ...(deliveryAt !== undefined && { deliveryAt }) };
      }
      case "grant": {
        const givenAt = read.optionalCount("givenAt");
        const endedAt = read.optionalCount("endedAt");
        return {
          ...{ kind, grant: fromGrantItem(item) },
          ...(givenAt !== undefined && { givenAt }),
          ...(endedAt !== undefined && { endedAt }),
        };
      }
      case "notice": {
        const outcome = read.optionalText("outcome");
        const doneAt = read.optionalCount("doneAt");
        return {
          ...{ kind, of: read.oneOf("kind", NOTICE_KINDS), at: read.count("at") },
          ...{ address: read.text("address"), until: read.count("until") },
          ...(outcome !== undefined && { outcome }),
          ...(doneAt !== undefined && { doneAt }),
        };
      }
    }
  } catch (error) {
    if (error instanceof Fault) return { kind: "damaged" };
    throw error;
  }
}

function suppressionOf(item: Item): Pick<PersonState, "suppression"> {
  const read = new Attributes(item);
  const since = read.optionalText("sinceIso");
  return {
    suppression: {
      ...{ reason: read.oneOf("reason", SUPPRESSION_REASONS), until: read.count("until") },
      ...(since !== undefined && { since }),
    },
  };
}
