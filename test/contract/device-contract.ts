import { describe, expect, it } from "@jest/globals";
import { newDevice } from "../../functions/domain/device.ts";
import { clickLane, type LedgerLocation } from "../../functions/domain/lane.ts";
import { CHALLENGES, type LedgerRules, PAID } from "../../functions/domain/ledger.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";
import { kinds, together, write } from "./writes.ts";

const DAY = 86_400;
let serial = 0;

/** A device's lane, of a new recipient. */
function aDevice(recipientKey = freshKey()): LedgerLocation {
  return { recipientKey, lane: newDevice((count) => Buffer.alloc(count, ++serial), recipientKey).lane };
}

const RULES: LedgerRules = {
  sends: [
    { name: "cooldown", sends: 1, seconds: 30 },
    { name: "recipient", sends: 3, seconds: 3600, of: CHALLENGES },
    { name: "recipient", sends: 10, seconds: DAY },
    { name: "recipient", sends: 5, seconds: DAY, of: PAID },
  ],
  forgetSeconds: 30 * DAY,
};

const EMAIL: LedgerRules = { ...RULES, sends: RULES.sends.filter(({ of }) => of !== PAID) };

/** The lanes of devices: what opens one, what ends it, and that nothing else does either. */
export function deviceContract(storage: () => Storage, items: () => TableItems): void {
  describe("the lane of a device", () => {
    const known = async ({ recipientKey }: LedgerLocation) => storage().devices.list(recipientKey);
    const rowOf = ({ recipientKey, lane }: LedgerLocation) =>
      [`recipient#${recipientKey}`, `ledger#${lane}`] as const;
    const admit = (at: LedgerLocation & { readonly holder?: string }, now = START, rules = RULES) =>
      storage().ledgers.admitKnown(at, rules, write(now));

    it("is unknown until it is opened, and no send and no wrong guess makes it", async () => {
      const device = aDevice();
      expect(await admit(device)).toEqual({ kind: "unknown" });
      await storage().ledgers.countFailure(device, RULES, write());
      await storage().ledgers.takeBack(device, "approved", 1);
      await storage().devices.renew(device, START);
      expect(await known(device)).toEqual([]);
      await storage().devices.open(device, START);
      expect(await admit(device)).toEqual({ kind: "admitted", failures: 0 });
    });

    it("is known for 180 days after the last approval, to the second, whatever is sent or guessed", async () => {
      const device = aDevice();
      await storage().devices.open(device, START);
      await storage().devices.open(device, START + 5 * DAY);
      await admit(device, START + 100 * DAY);
      await storage().ledgers.countFailure(device, RULES, write(START + 100 * DAY));
      expect(await known(device)).toMatchObject([{ openedAt: START, until: START + 180 * DAY }]);
      expect((await admit(device, START + 180 * DAY - 1)).kind).toBe("admitted");
      expect((await admit(device, START + 180 * DAY)).kind).toBe("unknown");
      await storage().devices.renew(device, START + DAY);
      await storage().devices.renew(device, START);
      expect(await known(device)).toMatchObject([{ usedAt: START + DAY, until: START + 181 * DAY }]);
    });

    it("never lives again once it is void, also if it was void before it was opened", async () => {
      const [device, early] = [aDevice(), aDevice()];
      await storage().devices.open(device, START);
      for (const at of [device, early]) {
        await storage().devices.void(at, START + 9);
        await storage().devices.void(at, START + 900);
        await storage().devices.open(at, START + 10);
        await storage().devices.renew(at, START + 10 * DAY);
        expect(await known(at)).toMatchObject([{ isVoid: true }]);
        expect(await admit(at, START + 20)).toEqual({ kind: "unknown" });
      }
    });

    it("of a click has one holder at a time, for a day from its first click, and keeps its sends", async () => {
      const recipientKey = freshKey();
      const lane = clickLane(freshKey());
      const [one, other] = ["one", "other"].map((holder) => ({ recipientKey, lane, holder }));
      const { give } = storage().devices;
      expect(await storage().devices.readClick(one!)).toBeUndefined();
      expect(await give(one!, START)).toBe(START + DAY);
      expect(await admit(one!)).toEqual({ kind: "admitted", failures: 0 });
      expect(await admit(other!, START + 30)).toEqual({ kind: "unknown" });
      expect(await give(other!, START + 10)).toBe(START + DAY);
      // A click that was slower than a later one.
      expect(await give(one!, START + 9)).toBeUndefined();
      expect(await admit(one!, START + 30)).toEqual({ kind: "unknown" });
      expect(await admit(other!, START + 29)).toMatchObject({ refusal: { limit: "cooldown" } });
      expect(await admit(other!, START + DAY - 1)).toEqual({ kind: "admitted", failures: 0 });
      expect(await admit(other!, START + DAY)).toEqual({ kind: "unknown" });
      // A resend, which says no holder.
      expect(await admit({ recipientKey, lane }, START + DAY)).toEqual({ kind: "unknown" });
      expect(await known(one!)).toEqual([]);
      expect(await storage().devices.readClick(one!)).toEqual({ endsAt: START + DAY, isVoid: false });
      await storage().devices.void({ recipientKey, lane }, START + 20);
      expect(await give(one!, START + 30)).toBeUndefined();
      expect(await storage().devices.readClick(one!)).toMatchObject({ isVoid: true });
      expect(await admit(one!, START + 100)).toEqual({ kind: "unknown" });
    });

    it("of a click's network ends with its browser's, and counts what was sent before it was given again", async () => {
      const at = { recipientKey: freshKey(), lane: "clicked", holder: "network" } as const;
      const { give } = storage().devices;
      expect(await give(at, START, START + DAY)).toBe(START + DAY);
      for (let i = 1; i <= 10; i++) expect((await admit(at, START + i * 3600, EMAIL)).kind).toBe("admitted");
      expect(await give(at, START + 60, START + 7200)).toBe(START + 7200);
      expect(await admit(at, START + 12 * 3600)).toEqual({ kind: "unknown" });
      expect(await items().get(...rowOf(at))).toMatchObject({ ttl: START + 7200 + DAY });
      expect(await give(at, START + DAY, START + 2 * DAY)).toBe(START + 2 * DAY);
      expect(await admit(at, START + DAY, EMAIL)).toMatchObject({ refusal: { limit: "recipient" } });
      expect(await admit(at, START + DAY + 3600, EMAIL)).toMatchObject({ kind: "admitted" });
    });

    it("is unknown where the item says no time until when it is known", async () => {
      const device = aDevice();
      const click = { recipientKey: freshKey(), lane: clickLane(freshKey()), holder: "one" };
      await storage().devices.open(device, START);
      await storage().devices.give(click, START);
      for (const [at, name] of [
        [device, "ttl"],
        [click, "ttl"],
        [click, "endsAt"],
      ] as const) {
        const [pk, sk] = rowOf(at);
        const whole = await items().get(pk, sk);
        for (const value of ["later", null, undefined]) {
          await items().change(pk, sk, { ...whole, [name]: value });
          expect([value, await admit(at)]).toEqual([value, { kind: "unknown" }]);
        }
        await items().change(pk, sk, whole);
      }
    });

    it("is void for a write that was admitted before and comes again", async () => {
      const device = aDevice();
      await storage().devices.open(device, START);
      const send = write();
      expect((await storage().ledgers.admitKnown(device, RULES, send)).kind).toBe("admitted");
      expect((await storage().ledgers.admitKnown(device, RULES, send)).kind).toBe("admitted");
      await storage().devices.void(device, START);
      expect((await storage().ledgers.admitKnown(device, RULES, send)).kind).toBe("unknown");
    });

    it("admits one of many parallel sends, three challenges an hour, and five that cost money a day", async () => {
      const device = aDevice();
      await storage().devices.open(device, START);
      expect(kinds(await together(20, () => admit(device)), "admitted")).toBe(1);
      const sends = [];
      for (let i = 1; i <= 60; i++) sends.push(await admit(device, START + i * 600));
      const admitted = sends.flatMap(({ kind }, i) => (kind === "admitted" ? [(i + 1) * 600] : []));
      expect(admitted).toEqual([600, 1200, 3600, 4200]);
      expect(sends.at(-1)).toEqual({
        kind: "refused",
        refusal: { limit: "recipient", retryAfterSeconds: DAY - 36_000 },
      });
    });

    it("has each register shifted by the sends that belong there alone", async () => {
      const device = aDevice();
      await storage().devices.open(device, START);
      const resends = { ...RULES, sends: RULES.sends.filter(({ of }) => of === undefined) };
      for (let i = 0; i < 9; i++)
        expect((await admit(device, START + i * 30, resends)).kind).toBe("admitted");
      expect((await admit(device, START + 270)).kind).toBe("admitted");
      expect((await admit(device, START + 300, resends)).kind).toBe("refused");
    });

    it("counts its wrong guesses apart from everybody's", async () => {
      const device = aDevice();
      const strangers = { ...device, lane: "strangers" } as const;
      await storage().devices.open(device, START);
      for (let i = 0; i < 4; i++) await storage().ledgers.countFailure(device, RULES, write());
      await storage().ledgers.countFailure(strangers, RULES, write());
      expect(await admit(device)).toEqual({ kind: "admitted", failures: 4 });
      expect(await storage().ledgers.admit(strangers, RULES, write())).toMatchObject({ failures: 1 });
      expect(await admit(device, START + 60, { ...RULES, stopsAt: 4 })).toMatchObject({
        refusal: { limit: "locked" },
      });
      await storage().ledgers.takeBack(device, "approved", 3);
      expect(await admit(device, START + 60)).toEqual({ kind: "admitted", failures: 1 });
    });

    it("is listed with the others of its recipient, and nothing else", async () => {
      const recipientKey = freshKey();
      const [one, other] = [aDevice(recipientKey), aDevice(recipientKey)];
      await storage().devices.open(one, START);
      await storage().devices.void(other, START);
      await storage().devices.open(aDevice(), START);
      await storage().ledgers.admit({ recipientKey, lane: "strangers" }, RULES, write());
      const lanes = (await storage().devices.list(recipientKey)).map(({ lane }) => lane);
      expect(lanes.sort()).toEqual([one.lane, other.lane].sort());
    });
  });
}
