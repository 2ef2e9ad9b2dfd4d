import type { SendReference } from "../../domain/receipt.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { MessageStore } from "../port/messages.ts";
import { Attributes } from "./attributes.ts";
import { type Item, iso, type ItemKey, type Table } from "./table.ts";

/** How long the receipts of a message are awaited, in seconds: carriers try no longer than three days. */
const AWAITED_SECONDS = 3 * 86_400;

/** Providers' messages, one item each. */
export function messageStore(table: Table): MessageStore {
  return {
    async keep(provider, messageId, { recipientKey, nonce, send }, now) {
      await table.update(messageKey(provider, messageId), {
        set: "recipientKey = :recipient, nonce = :nonce, send = :send, sentAtIso = :nowIso, #ttl = :ttl",
        condition: "attribute_not_exists(pk)",
        names: { "#ttl": "ttl" },
        values: {
          ...{ ":recipient": recipientKey, ":nonce": nonce, ":send": send },
          ...{ ":nowIso": iso(now), ":ttl": now + AWAITED_SECONDS },
        },
      });
    },

    async find(provider, messageId) {
      const item = await table.get(messageKey(provider, messageId));
      return item && fromItem(item);
    },
  };
}

function fromItem(item: Item): SendReference {
  const read = new Attributes(item);
  return {
    recipientKey: read.text("recipientKey") as RecipientKey,
    nonce: read.text("nonce"),
    send: read.count("send"),
  };
}

function messageKey(provider: string, messageId: string): ItemKey {
  return { pk: `message#${provider}-${messageId}`, sk: "receipt" };
}
