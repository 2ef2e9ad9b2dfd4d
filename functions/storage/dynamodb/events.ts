import { DAY_SECONDS, dayOf } from "../../domain/statistics/hours.ts";
import { EVENT_KINDS } from "../../domain/statistics/security-event.ts";
import type { Counted } from "../port/statistics.ts";
import { EVENT_SLOT_SECONDS, type EventStore, type KeptEvent } from "../port/events.ts";
import { Attributes } from "./attributes.ts";
import { countOnce } from "./exactly-once.ts";
import { queryPartition } from "./query.ts";
import { readable } from "./readable.ts";
import { shortName } from "./statistics.ts";
import { type Item, iso, type Table } from "./table.ts";

const KEPT_SECONDS = 30 * DAY_SECONDS;

/** Over how many partitions the events of a day are spread. */
const SLICES = 4;

/** One item for each kind, person and ten minutes. */
export function eventStore(table: Table): EventStore {
  return {
    async count({ event: { kind, to, person }, shard }, occurrences) {
      const [first] = occurrences;
      if (!first) return;
      const slot = Math.floor(first.at / EVENT_SLOT_SECONDS) * EVENT_SLOT_SECONDS;
      const key = { pk: partition(dayOf(slot), sliceOf(person)), sk: `${iso(slot)}#${kind}#${person}` };
      const times = new Map(occurrences.map(({ sequence, at }) => [sequence, at]));
      const counted = occurrences.map(({ sequence }) => ({ sequence, counts: { count: 1 } }));
      await countOnce(table, key, counted, {
        last: `last#${shortName(shard)}`,
        ttl: slot + KEPT_SECONDS,
        set: "#kind = :kind, #to = :to, person = :person, firstAt = if_not_exists(firstAt, :firstAt), lastAt = :lastAt, lastAtIso = :lastAtIso",
        names: { "#kind": "kind", "#to": "to" },
        values: (rest) => ({
          ...{ ":kind": kind, ":to": to, ":person": person },
          ...timesOf(rest, times, first.at),
        }),
      });
    },

    async list(day, kinds = EVENT_KINDS) {
      const slices = Array.from({ length: SLICES }, (_, slice) =>
        queryPartition(table, partition(day, slice)),
      );
      const items = (await Promise.all(slices)).flat();
      return readable(items, readEvent).read.filter(({ kind }) => kinds.includes(kind));
    },
  };
}

function timesOf(rest: readonly Counted[], times: ReadonlyMap<string, number>, otherwise: number): Item {
  const at = rest.map(({ sequence }) => times.get(sequence) ?? otherwise);
  const lastAt = Math.max(...at);
  return { ":firstAt": Math.min(...at), ":lastAt": lastAt, ":lastAtIso": iso(lastAt) };
}

function readEvent(item: Item): KeptEvent {
  const read = new Attributes(item);
  return {
    kind: read.oneOf("kind", EVENT_KINDS),
    to: read.text("to"),
    person: read.text("person"),
    count: read.count("count"),
    firstAt: read.count("firstAt"),
    lastAt: read.count("lastAt"),
  };
}

function sliceOf(person: string): number {
  return (person.codePointAt(0) ?? 0) % SLICES;
}

function partition(day: string, slice: number): string {
  return `events#${day}#${slice}`;
}
