import { weakerThan } from "../../domain/receipt.ts";
import type { ReceiptStore } from "../port/receipts.ts";
import { challengeKey } from "./challenge-item.ts";
import { iso, type Table } from "./table.ts";

/** What providers say afterwards, as conditional writes. */
export function receiptStore(table: Table): ReceiptStore {
  return {
    async record(at, send, { state, provider, messageId, reason }, now) {
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
  };
}
