import { CHALLENGE_STATUSES, DELIVERY_STATES } from "../../domain/challenge.ts";
import { CHANNELS } from "../../domain/channel.ts";
import type { OriginKey } from "../../domain/origin.ts";
import { DAY_SECONDS, hourOf } from "../../domain/statistics/hours.ts";
import type { RecentRequest } from "../../domain/statistics/recent-request.ts";
import type { RecentStore } from "../port/recents.ts";
import { Attributes } from "./attributes.ts";
import { queryNewestFirst } from "./query.ts";
import { readable } from "./readable.ts";
import { shortName } from "./statistics.ts";
import { type Item, iso, type Table } from "./table.ts";

const STATUSES = [...CHALLENGE_STATUSES, "locked"] as const;

/** So many batches are read first: one of a busy minute has hundreds of requests, one of a quiet hour has one. */
const FIRST_BATCHES = 4;

/** One item for each batch of a shard, in the hour of its last change. */
export function recentStore(table: Table): RecentStore {
  return {
    async keep({ shard, first, at, requests }) {
      const key = { pk: partition(hourOf(at)), sk: `${iso(at)}#${shortName(shard)}#${first}` };
      await table.update(key, {
        set: "#at = :at, requests = :requests, #ttl = :ttl",
        names: { "#at": "at", "#ttl": "ttl" },
        values: {
          ":at": at,
          ":requests": Object.fromEntries(requests.map(({ id, ...request }) => [id, request])),
          ":ttl": at + DAY_SECONDS,
        },
      });
    },

    async *listHour(hour) {
      for await (const page of queryNewestFirst(table, partition(hour), FIRST_BATCHES))
        // What cannot be read is gone within a day, and hides nothing else.
        yield readable(page, readBatch).read;
    },
  };
}

function readBatch(item: Item) {
  const read = new Attributes(item);
  const requests = [...read.maps("requests")].map(([id, request]) => readRequest(id, request));
  return { at: read.count("at"), requests };
}

function readRequest(id: string, read: Attributes): RecentRequest {
  const country = read.optionalText("country");
  const network = read.optionalText("network");
  const reason = read.optionalText("reason");
  const provider = read.optionalText("provider");
  return {
    id,
    at: read.count("at"),
    to: read.text("to"),
    channel: read.oneOf("channel", CHANNELS),
    ...(country !== undefined && { country }),
    ...(network !== undefined && { network: network as OriginKey }),
    status: read.oneOf("status", STATUSES),
    delivery: read.oneOf("delivery", DELIVERY_STATES),
    ...(reason !== undefined && { reason }),
    ...(provider !== undefined && { provider }),
    wrong: read.count("wrong"),
    sends: read.count("sends"),
    decoy: read.flag("decoy"),
  };
}

function partition(hour: string): string {
  return `recent#${hour}`;
}
