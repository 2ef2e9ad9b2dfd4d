import { JUDGED_BUCKETS } from "../../domain/breaker.ts";
import type { BreakerStore } from "../port/breaker.ts";
import { Attributes } from "./attributes.ts";
import { queryNewest } from "./query.ts";
import { iso, type Table } from "./table.ts";

/** Longer than the stream brings a record, in seconds. */
const KEPT_SECONDS = 2 * 86_400;

/** What a set takes at most, so that its item stays within what an item may be: in ten minutes, of one country. */
const MOST_ENTRIES = 4000;

const BUCKET = "bucket#";

/** One item for each group and ten minutes, with two sets. */
export function breakerStore(table: Table): BreakerStore {
  return {
    async count(group, startsAt, of, entries) {
      await table.update(
        { pk: partition(group), sk: BUCKET + iso(startsAt) },
        {
          set: "startsAt = :startsAt, #ttl = :ttl",
          add: "#of :entries",
          condition: "attribute_not_exists(#of) OR size(#of) < :most",
          names: { "#of": of, "#ttl": "ttl" },
          values: {
            ":startsAt": startsAt,
            ":entries": new Set(entries),
            ":most": MOST_ENTRIES,
            ":ttl": startsAt + KEPT_SECONDS,
          },
        },
      );
    },

    async newest(group) {
      const items = await queryNewest(table, partition(group), BUCKET, JUDGED_BUCKETS);
      return items.map((item) => {
        const read = new Attributes(item);
        return {
          startsAt: read.count("startsAt"),
          sent: read.optionalTextSet("sent"),
          approved: read.optionalTextSet("approved"),
        };
      });
    },
  };
}

function partition(group: string): string {
  return `breaker#${group}`;
}
