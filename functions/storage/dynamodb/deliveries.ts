import { Fault } from "../../domain/errors.ts";
import type { OwnerEvent } from "../../domain/events/event.ts";
import type { DeliveryStore, EventDelivery } from "../port/deliveries.ts";
import { Attributes } from "./attributes.ts";
import { queryNewest } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

/** How long an admin can look back, and tell a receiver once more, in seconds. */
const KEPT_SECONDS = 7 * 86_400;

/** Stands before the instant of an event, by which a receiver's deliveries are sorted. */
const AT = "at#";

/** What receivers of events answered, as items: each answer is one write, whatever was written before. */
export function deliveryStore(table: Table): DeliveryStore {
  return {
    async record(receiver, event, { answer, taken, now }) {
      await table.update(deliveryKey(receiver, event), {
        set: [
          "event = if_not_exists(event, :event), #type = :type",
          "answer = :answer, answeredAt = :now, answeredAtIso = :nowIso, #ttl = :ttl",
          ...(taken ? ["deliveredAt = if_not_exists(deliveredAt, :now)"] : []),
        ].join(", "),
        add: "tries :one",
        names: { "#type": "type", "#ttl": "ttl" },
        values: {
          ...{ ":event": JSON.stringify(event), ":type": event.type, ":answer": answer, ":one": 1 },
          ...{ ":now": now, ":nowIso": iso(now), ":ttl": now + KEPT_SECONDS },
        },
      });
    },

    async newest(receiver, most) {
      const items = await queryNewest(table, partition(receiver), AT, most);
      return readable(items, fromItem).read;
    },

    async switchOff(receiver, until, now) {
      const result = await table.update(receiverKey(receiver), {
        set: "offUntil = :until, offUntilIso = :untilIso, #ttl = :until",
        condition: "NOT offUntil > :now",
        names: { "#ttl": "ttl" },
        values: { ":until": until, ":untilIso": iso(until), ":now": now },
      });
      return result.kind === "done";
    },

    async switchOn(receiver) {
      await table.update(receiverKey(receiver), {
        remove: "offUntil, offUntilIso",
        condition: "offUntil > :never",
        values: { ":never": 0 },
      });
    },

    async offUntil(receiver) {
      const item = await table.get(receiverKey(receiver));
      return item ? (new Attributes(item).optionalCount("offUntil") ?? 0) : 0;
    },
  };
}

function partition(receiver: string): string {
  return `deliveries#${receiver}`;
}

function receiverKey(receiver: string): ItemKey {
  return { pk: partition(receiver), sk: "receiver" };
}

function deliveryKey(receiver: string, { timestamp, id }: OwnerEvent): ItemKey {
  return { pk: partition(receiver), sk: `${AT}${timestamp}#${id}` };
}

function fromItem(item: Item): EventDelivery {
  const read = new Attributes(item);
  const deliveredAt = read.optionalCount("deliveredAt");
  return {
    event: eventOf(read.text("event"), item),
    tries: read.count("tries"),
    answer: read.text("answer"),
    answeredAt: read.count("answeredAt"),
    ...(deliveredAt !== undefined && { deliveredAt }),
  };
}

/** Nothing else than this service writes it. */
function eventOf(text: string, { pk, sk }: Item): OwnerEvent {
  try {
    return JSON.parse(text) as OwnerEvent;
  } catch (cause) {
    const name = `${String(pk)} ${String(sk)}`;
    throw new Fault("damaged-item", `The event of the item "${name}" is damaged.`, { cause, item: name });
  }
}
