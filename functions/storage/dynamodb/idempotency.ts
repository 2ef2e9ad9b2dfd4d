import type { IdempotencyRecord, IdempotencyStore } from "../port/idempotency.ts";
import { Attributes } from "./attributes.ts";
import { type Item, iso, type Table } from "./table.ts";

/** One item per `Idempotency-Key`, for as long as the passcode lives. */
export function idempotencyStore(table: Table): IdempotencyStore {
  return {
    async reserve(key, record, now) {
      const result = await table.put(
        {
          pk: `idempotency#${key}`,
          sk: "request",
          ...record,
          expiresAtIso: iso(record.expiresAt),
          ttl: record.expiresAt,
        },
        { condition: "attribute_not_exists(pk) OR expiresAt <= :now", values: { ":now": now } },
      );
      return result.kind === "done" || !result.item ? record : fromItem(result.item);
    },
  };
}

function fromItem(item: Item): IdempotencyRecord {
  const read = new Attributes(item);
  return {
    bodyHash: read.text("bodyHash"),
    nonce: read.text("nonce"),
    expiresAt: read.count("expiresAt"),
  };
}
