import type { SendReference, SuppressionReason } from "../../domain/receipt.ts";
import { weakerThan } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { ReceiptStore } from "../port.ts";
import { challengeKey, recipientPartition } from "./challenge-item.ts";
import { iso, type ItemKey, type Table } from "./table.ts";

/** How long the receipts of a message are awaited, in seconds: carriers try no longer than three days. */
const AWAITED_SECONDS = 3 * 86_400;

/** For an operator who opens the item in the console. */
const MEANING: Readonly<Record<SuppressionReason, string>> = {
  bounce: "an e-mail came back for good: the address does not exist, or refuses our e-mails",
  complaint: "the recipient marked our e-mail as spam",
};

/** What providers say afterwards, as conditional writes. */
export function receiptStore(table: Table): ReceiptStore {
  return {
    async recordReceipt(at, send, { state, provider, messageId, reason }, now) {
      const weaker = weakerThan(state).map((word, index) => [`:weaker${index}`, word] as const);
      const result = await table.update(challengeKey(at), {
        // A message that has a receipt was sent, even if its deliverer died before it wrote so: it is not sent again.
        set: "doneSend = :send, delivery = :delivery",
        remove: "lease, leasedBy",
        condition:
          "sends = :send AND (doneSend < :send OR " +
          `delivery.#state IN (${weaker.map(([name]) => name).join(", ")}))`,
        names: { "#state": "state" },
        values: {
          ...Object.fromEntries(weaker),
          ":send": send,
          ":delivery": {
            state,
            provider,
            messageId,
            at: now,
            atIso: iso(now),
            ...(reason !== undefined && { reason }),
          },
        },
      });
      if (result.kind === "done") return "recorded";
      return result.item === undefined ? "gone" : "older";
    },

    async keepMessage(provider, messageId, { recipientKey, nonce, send }, now) {
      await table.update(messageKey(provider, messageId), {
        set: "recipientKey = :recipient, nonce = :nonce, send = :send, sentAtIso = :nowIso, #ttl = :ttl",
        condition: "attribute_not_exists(pk)",
        names: { "#ttl": "ttl" },
        values: {
          ":recipient": recipientKey,
          ":nonce": nonce,
          ":send": send,
          ":nowIso": iso(now),
          ":ttl": now + AWAITED_SECONDS,
        },
      });
    },

    async findMessage(provider, messageId) {
      const item = await table.get(messageKey(provider, messageId));
      return item as unknown as SendReference | undefined;
    },

    async suppress(recipientKey, { reason, until }, now) {
      await table.update(suppressionKey(recipientKey), {
        set:
          "reason = :reason, #until = :until, untilIso = :untilIso, sinceIso = :nowIso," +
          " meaning = :meaning, #ttl = :until",
        condition: "attribute_not_exists(pk) OR #until < :until",
        names: { "#until": "until", "#ttl": "ttl" },
        values: {
          ":reason": reason,
          ":until": until,
          ":untilIso": iso(until),
          ":nowIso": iso(now),
          ":meaning": `No code is sent here until ${iso(until)}, because ${MEANING[reason]}. Delete this item to send again.`,
        },
      });
    },

    async readSuppression(recipientKey, now) {
      const item = await table.get(suppressionKey(recipientKey));
      // TTL deletes late.
      if (item === undefined || (item.until as number) <= now) return undefined;
      return { reason: item.reason as SuppressionReason, until: item.until as number };
    },
  };
}

function messageKey(provider: string, messageId: string): ItemKey {
  return { pk: `message#${provider}-${messageId}`, sk: "receipt" };
}

function suppressionKey(recipientKey: RecipientKey): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: "suppression" };
}
