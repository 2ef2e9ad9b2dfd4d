import type { OriginKey } from "../../domain/origin.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { OriginStore } from "../port/origins.ts";
import { iso, type Table } from "./table.ts";

const HOUR = 3600;

/** Sends that one item counts at most, so that it stays small: it has an attribute for each recipient. */
const SENDS_PER_ITEM = 256;

/** The sends of one network in one clock hour, and each recipient's share of them. */
export function originStore(table: Table): OriginStore {
  return {
    async count(origin, recipient, limits, { by, now }) {
      const { key, hourEndsAt, perPart } = itemOf(origin, recipient, limits.perHour, now);
      const result = await table.update(key, {
        set: "#by = :by, #ttl = :ttl",
        add: "sends :one, #share :one",
        condition: "NOT sends >= :perHour AND NOT #share >= :perRecipient AND NOT #by = :by",
        names: { "#share": `to#${recipient}`, "#by": "by", "#ttl": "ttl" },
        values: {
          ":one": 1,
          ":by": by,
          ":perHour": perPart,
          ":perRecipient": limits.perRecipientPerHour,
          ":ttl": hourEndsAt + HOUR,
        },
      });
      if (result.kind === "done" || result.item?.by === by) return { kind: "counted" };
      return { kind: "refused", retryAfterSeconds: hourEndsAt - now };
    },

    async strike(origin, recipient, { sends, perHour }, { by, now }) {
      const { key, hourEndsAt } = itemOf(origin, recipient, perHour, now);
      await table.update(key, {
        set: "#by = :by, #ttl = :ttl",
        add: "sends :sends, strikes :one",
        condition: "NOT #by = :by",
        names: { "#by": "by", "#ttl": "ttl" },
        values: { ":sends": sends, ":one": 1, ":by": by, ":ttl": hourEndsAt + HOUR },
      });
    },
  };
}

/** The item of the hour of `now` that counts an origin's sends to a recipient. */
function itemOf(origin: OriginKey, recipient: RecipientKey, perHour: number, now: number) {
  const hourEndsAt = (Math.floor(now / HOUR) + 1) * HOUR;
  const hour = `hour#${iso(hourEndsAt - HOUR).slice(0, 13)}`;
  const { part, perPart } = partOf(recipient, perHour);
  return { key: { pk: `origin#${origin}`, sk: part === 0 ? hour : `${hour}#${part}` }, hourEndsAt, perPart };
}

/**
 * A network that may send much is counted in parts, each with its share of the limit, by the recipient's key:
 * together they never admit more than the limit, and a recipient is always counted in the same one.
 */
function partOf(recipient: RecipientKey, perHour: number): { part: number; perPart: number } {
  const parts = Math.ceil(perHour / SENDS_PER_ITEM);
  return {
    part: Buffer.from(recipient, "base64url").readUInt32BE(0) % parts,
    perPart: Math.floor(perHour / parts),
  };
}
