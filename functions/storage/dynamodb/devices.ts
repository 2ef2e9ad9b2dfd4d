import { CLICK_SECONDS } from "../../domain/challenge.ts";
import type { Side } from "../../domain/desk-purposes.ts";
import { DEVICE_SECONDS } from "../../domain/device.ts";
import type { KnownDevice } from "../../domain/known-devices.ts";
import { readLane } from "../../domain/lane.ts";
import type { DeviceStore } from "../port/devices.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { ledgerKey } from "./known-ledgers.ts";
import { queryPages } from "./query.ts";
import { type Item, iso, stamped, type Table } from "./table.ts";

const DEVICES = { users: "ledger#device-", desk: "ledger#desk-" } as const satisfies Record<Side, string>;
const LEDGER = "ledger#";

/** How long a void lane is remembered, in seconds: longer than the stream brings a record that would open it. */
const VOID_SECONDS = 2 * 86_400;

/** The lanes of devices as conditional writes. */
export function deviceStore(table: Table): DeviceStore {
  return {
    async list(recipientKey, side = "users") {
      const devices: KnownDevice[] = [];
      for await (const page of queryPages(table, recipientPartition(recipientKey), DEVICES[side]))
        devices.push(...page.map(readDevice));
      return devices;
    },

    async open(at, openedAt) {
      await table.update(ledgerKey(at), {
        ...stamped("openedAt", openedAt, openedAt + DEVICE_SECONDS),
        condition: "attribute_not_exists(pk)",
      });
    },

    async renew(at, usedAt) {
      await table.update(ledgerKey(at), {
        ...stamped("usedAt", usedAt, usedAt + DEVICE_SECONDS),
        condition: "#ttl < :ttl AND attribute_not_exists(voidedAt)",
      });
    },

    async readClick(at) {
      const item = await table.get(ledgerKey(at));
      return item && { endsAt: endOf(item) ?? 0, isVoid: item.voidedAt !== undefined };
    },

    async give(at, clickedAt, endsAt) {
      const until = endsAt ?? clickedAt + CLICK_SECONDS;
      const ends = { endsAt: ":until", endsAtIso: ":untilIso", "#ttl": ":ttl" };
      const setEnds = Object.entries(ends).map(
        ([name, value]) => `${name} = ${endsAt === undefined ? `if_not_exists(${name}, ${value})` : value}`,
      );
      const given = await table.update(ledgerKey(at), {
        set: ["clickedAt = :at, clickedAtIso = :atIso, holder = :holder", ...setEnds].join(", "),
        condition: "attribute_not_exists(voidedAt) AND NOT clickedAt > :at",
        names: { "#ttl": "ttl" },
        values: {
          ...{ ":at": clickedAt, ":atIso": iso(clickedAt), ":holder": at.holder },
          // What was sent in the last day of the lane counts where another link's click gives it again.
          ...{ ":until": until, ":untilIso": iso(until), ":ttl": until + CLICK_SECONDS },
        },
        wantsItem: true,
      });
      return given.kind === "done" ? endOf(given.item) : undefined;
    },

    async void(at, now) {
      await table.update(ledgerKey(at), {
        ...stamped("voidedAt", now, now + VOID_SECONDS),
        condition: "attribute_not_exists(voidedAt)",
      });
    },
  };
}

/** Until when a click's lane is known; one that does not say so is not. */
function endOf({ endsAt }: Item): number | undefined {
  return typeof endsAt === "number" ? endsAt : undefined;
}

function readDevice(item: Item): KnownDevice {
  const read = new Attributes(item);
  const usedAt = read.optionalCount("usedAt");
  return {
    lane: read.as("sk", (sk) => readLane(sk.slice(LEDGER.length))),
    // One that was made void before it was known has no such time.
    openedAt: read.optionalCount("openedAt") ?? 0,
    ...(usedAt !== undefined && { usedAt }),
    isVoid: read.optionalCount("voidedAt") !== undefined,
    until: read.count("ttl"),
  };
}
