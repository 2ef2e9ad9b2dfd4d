import { describe, expect, it } from "@jest/globals";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { hourOf } from "../../functions/domain/statistics/hours.ts";
import { readSequence, type Sequence } from "../../functions/domain/statistics/sequence.ts";
import type { TallyGroup } from "../../functions/domain/statistics/tally.ts";
import type { Storage } from "../../functions/storage/port.ts";
import type { TableItems } from "../support/table-items.ts";
import { START } from "../support/service.ts";

const HOUR = "2026-11-23T09";
const DAY = "2026-11-23";
const GROUP: TallyGroup = { hour: HOUR, channel: "sms", country: "DE", provider: "sns" };

const at = (number: number | bigint): Sequence => readSequence(String(number)) ?? ("" as Sequence);
const each = (...numbers: readonly (number | bigint)[]) =>
  numbers.map((number) => ({ sequence: at(number), counts: { sent: 1 } }));

/** What is counted once, and what is listed for the desk. */
export function statisticsContract(storage: () => Storage, items: () => TableItems): void {
  let serial = 0;
  /** A shard of its own, and how much was counted for it. */
  const shard = async () => {
    const name = `shardId-0000000${++serial}-abc`;
    await storage().statistics.openShard(DAY, name);
    const before = await sum();
    return { name, counted: async () => (await sum()) - before };
  };
  const sum = async () => {
    const { tallies } = await storage().statistics.readHours(DAY);
    return tallies.reduce((all, { counts }) => all + (counts.sent ?? 0), 0);
  };

  describe("what records of a shard count", () => {
    it("is added once, however its batches are cut", async () => {
      const { statistics } = storage();
      const { name, counted } = await shard();
      for (const batch of [each(1, 2), each(1, 2), each(2, 3), each(1, 2, 3, 4), each(3)])
        await statistics.countHour(GROUP, name, batch);
      expect(await counted()).toBe(4);
    });

    it("is told apart by numbers, though a longer one is smaller as text", async () => {
      const { statistics } = storage();
      const { name, counted } = await shard();
      await statistics.countHour(GROUP, name, each(10n ** 21n - 1n));
      await statistics.countHour(GROUP, name, each(10n ** 21n));
      await statistics.countHour(GROUP, name, each(10n ** 39n));
      await statistics.countHour(GROUP, name, each(10n ** 21n));
      expect(await counted()).toBe(3);
    });

    it("is added once by writers of the same moment", async () => {
      const { statistics } = storage();
      const { name, counted } = await shard();
      const upTo = (last: number) => each(...Array.from({ length: last }, (_, index) => index + 1));
      const writers = Array.from({ length: 8 }, (_, index) =>
        statistics.countHour(GROUP, name, upTo(index + 1)),
      );
      await Promise.allSettled(writers);
      // One that was refused too often comes again.
      await statistics.countHour(GROUP, name, upTo(8));
      expect(await counted()).toBe(8);
    });

    it("is apart for each shard, and one sum for a day", async () => {
      const { statistics } = storage();
      const group = { ...GROUP, hour: "2026-10-31T23" };
      for (const name of ["shardId-001-a", "shardId-002-b"]) {
        await statistics.countDay(group, name, each(1, 2));
        await statistics.countDay(group, name, each(2));
      }
      const { tallies } = await statistics.readDays("2026-10", "2026-10-31", "2026-10-31");
      expect(tallies).toEqual([{ group: { ...GROUP, hour: "2026-10-31T00" }, counts: { sent: 4 } }]);
      expect(await statistics.readDays("2026-10", "2026-10-01", "2026-10-30")).toEqual({
        tallies: [],
        damaged: [],
      });
    });

    it("is a fault where the item is damaged, which hides no other", async () => {
      const { statistics } = storage();
      const { name } = await shard();
      const group = { ...GROUP, hour: "2026-09-01T07" };
      await statistics.openShard("2026-09-01", name);
      await statistics.countHour(group, name, each(0));
      await items().change(`stats#2026-09-01#${name}`, "07#sms#DE#sns", { sent: "many" });
      await statistics.countHour({ ...group, country: "IN" }, name, each(1));
      await expect(statistics.countHour(group, name, each(1))).rejects.toMatchObject({
        code: "damaged-item",
      });
      const { tallies, damaged } = await statistics.readHours("2026-09-01");
      expect(tallies.map((tally) => tally.group.country)).toEqual(["IN"]);
      expect(damaged).toMatchObject([{ item: `stats#2026-09-01#${name} 07#sms#DE#sns` }]);
    });
  });

  describe("a security event", () => {
    it("is one with a count within ten minutes, however often its record comes", async () => {
      const { events } = storage();
      const event = { kind: "locked", to: "a***@example.com", person: "p1" } as const;
      const place = { event, shard: "shardId-1" };
      const first = { sequence: at(5), at: START };
      const second = { sequence: at(6), at: START + 60 };
      await events.count(place, [first]);
      await events.count(place, [first, second]);
      await events.count({ ...place, event: { ...event, kind: "not-me" } }, [second]);
      const day = await events.list(DAY);
      expect(day.filter(({ person }) => person === "p1").sort((a, b) => b.count - a.count)).toEqual([
        { ...event, count: 2, firstAt: START, lastAt: START + 60 },
        { ...event, kind: "not-me", count: 1, firstAt: START + 60, lastAt: START + 60 },
      ]);
      expect(await events.list(DAY, ["stopped"])).toEqual([]);
    });
  });

  describe("a network that stands out", () => {
    it("is noted with its most wrong guesses, and with when it was refused first", async () => {
      const { attacks } = storage();
      const network = "network-that-attacks" as OriginKey;
      await attacks.noteWrong(network, 20, START);
      await attacks.noteWrong(network, 10, START + 1);
      await attacks.noteRefused(network, START + 2);
      await attacks.noteRefused(network, START + 3);
      expect(await attacks.list(HOUR, { most: 2 })).toEqual({
        attacks: [{ network, wrong: 20, refusedAt: START + 2, lastAt: START + 2 }],
      });
    });

    it("is listed once, page by page, however many there are", async () => {
      const { attacks } = storage();
      const [later, found]: [number, string[]] = [START + 7200, []];
      for (const name of ["a", "b", "c"]) await attacks.noteWrong(`network-${name}` as OriginKey, 10, later);
      let after: string | undefined;
      do {
        const page = await attacks.list(hourOf(later), { most: 2, after });
        found.push(...page.attacks.map(({ network }) => network));
        after = page.next;
      } while (after !== undefined);
      expect(found.sort()).toEqual(["network-a", "network-b", "network-c"]);
    });
  });
}
