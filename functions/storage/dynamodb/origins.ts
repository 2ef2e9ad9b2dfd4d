import type { OriginStore } from "../port.ts";
import { iso, type Table } from "./table.ts";

const HOUR = 3600;

/** The sends of one network in one clock hour, and each recipient's share of them, in one item. */
export function originStore(table: Table): OriginStore {
  return {
    async countOrigin(origin, recipient, limits, { by, now }) {
      const hourEndsAt = (Math.floor(now / HOUR) + 1) * HOUR;
      const result = await table.update(
        { pk: `origin#${origin}`, sk: `hour#${iso(hourEndsAt - HOUR).slice(0, 13)}` },
        {
          set: "#by = :by, #ttl = :ttl",
          add: "sends :one, #share :one",
          condition:
            "(attribute_not_exists(sends) OR sends < :perHour) AND (attribute_not_exists(#share) OR #share < :perRecipient)" +
            " AND (attribute_not_exists(#by) OR #by <> :by)",
          names: { "#share": `to#${recipient}`, "#by": "by", "#ttl": "ttl" },
          values: {
            ":one": 1,
            ":by": by,
            ":perHour": limits.perHour,
            ":perRecipient": limits.perRecipientPerHour,
            ":ttl": hourEndsAt + HOUR,
          },
        },
      );
      if (result.kind === "done" || result.item?.by === by) return { kind: "counted" };
      return { kind: "refused", retryAfterSeconds: hourEndsAt - now };
    },
  };
}
