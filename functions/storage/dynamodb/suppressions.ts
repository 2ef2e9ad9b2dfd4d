import { SUPPRESSION_REASONS, type Suppression, type SuppressionReason } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SuppressionStore } from "../port/suppressions.ts";
import { recipientPartition } from "./challenge-item.ts";
import { Attributes } from "./attributes.ts";
import { type Item, iso, type ItemKey, type Table } from "./table.ts";

/** For an admin who opens the item in the console. */
const MEANING: Readonly<Record<SuppressionReason, string>> = {
  bounce: "an e-mail came back for good: the address does not exist, or refuses our e-mails",
  complaint: "the recipient marked our e-mail as spam",
};

/** Suppressions of recipients, one item each in the recipient's partition. */
export function suppressionStore(table: Table): SuppressionStore {
  return {
    async keep(recipientKey, { reason, until }, now) {
      await table.update(suppressionKey(recipientKey), {
        set:
          "reason = :reason, #until = :until, untilIso = :untilIso, sinceIso = :nowIso," +
          " meaning = :meaning, #ttl = :until",
        condition: "attribute_not_exists(pk) OR #until < :until",
        names: { "#until": "until", "#ttl": "ttl" },
        values: {
          ...{ ":reason": reason, ":until": until, ":untilIso": iso(until), ":nowIso": iso(now) },
          ":meaning": `No code is sent here until ${iso(until)}, because ${MEANING[reason]}. Delete this item to send again.`,
        },
      });
    },

    async lift(recipientKey, now) {
      const result = await table.update(suppressionKey(recipientKey), {
        set: "#until = :now, untilIso = :nowIso, meaning = :meaning, #ttl = :now",
        condition: "#until > :now",
        names: { "#until": "until", "#ttl": "ttl" },
        values: { ":now": now, ":nowIso": iso(now), ":meaning": `Lifted at ${iso(now)} by an admin.` },
      });
      return result.kind === "done";
    },

    async read(recipientKey, now) {
      const item = await table.get(suppressionKey(recipientKey));
      const suppression = item && fromItem(item);
      // TTL deletes late.
      return suppression && suppression.until > now ? suppression : undefined;
    },
  };
}

function fromItem(item: Item): Suppression {
  const read = new Attributes(item);
  return { reason: read.oneOf("reason", SUPPRESSION_REASONS), until: read.count("until") };
}

function suppressionKey(recipientKey: RecipientKey): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: "suppression" };
}
