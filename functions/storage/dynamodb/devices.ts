import { CLICK_SECONDS } from "../../domain/challenge.ts";
import { DEVICE_SECONDS } from "../../domain/device.ts";
import type { KnownDevice } from "../../domain/known-devices.ts";
import { readLane } from "../../domain/lane.ts";
import type { DeviceStore } from "../port/devices.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { ledgerKey } from "./ledgers.ts";
import { queryPages } from "./query.ts";
import { type Item, stamped, type Table } from "./table.ts";

const DEVICES = "ledger#device-";
const LEDGER = "ledger#";

/** How long a void lane is remembered, in seconds: longer than the stream brings a record that would open it. */
const VOID_SECONDS = 2 * 86_400;

/** The lanes of devices as conditional writes. */
export function deviceStore(table: Table): DeviceStore {
  return {
    async list(recipientKey) {
      const devices: KnownDevice[] = [];
      for await (const page of queryPages(table, recipientPartition(recipientKey), DEVICES))
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

    async give(at, clickedAt) {
      const { set, values, ...rest } = stamped("clickedAt", clickedAt, clickedAt + CLICK_SECONDS);
      await table.update(ledgerKey(at), {
        ...rest,
        set: `${set}, holder = :holder`,
        condition: "attribute_not_exists(voidedAt) AND NOT clickedAt > :at",
        values: { ...values, ":holder": at.holder },
      });
    },

    async void(at, now) {
      await table.update(ledgerKey(at), {
        ...stamped("voidedAt", now, now + VOID_SECONDS),
        condition: "attribute_not_exists(voidedAt)",
      });
    },
  };
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
