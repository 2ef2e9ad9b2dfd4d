import { describe, expect, it } from "@jest/globals";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { Storage } from "../../functions/storage/port.ts";
import type { OriginLimits } from "../../functions/storage/port/origins.ts";
import { freshKey } from "../support/challenge.ts";
import { sizeOf, WRITE_UNIT_BYTES } from "../support/item-size.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";
import { kinds, together, write } from "./writes.ts";

const freshOrigin = () => freshKey() as string as OriginKey;
const free = (now = START) => ({ ...write(now), paid: false });
const paid = (now = START) => ({ ...write(now), paid: true });
const wrong = (now = START, again = false) => ({ ...write(now), again });
const HOUR = 3600;
const LIMITS: OriginLimits = { perHour: 10, paidPerHour: 4 };
const WRONG = { wrongPerHour: 20 };
const hourEnd = (Math.floor(START / HOUR) + 1) * HOUR;

/** What is remembered about networks. */
export function originContract(storage: () => Storage, items: () => TableItems): void {
  const count = (origin: OriginKey, send: ReturnType<typeof free>, limits = LIMITS) =>
    storage().origins.count(origin, limits, send);
  const guess = (origin: OriginKey, of: ReturnType<typeof wrong>) =>
    storage().origins.countWrong(origin, WRONG, of);
  /** Where the wrong guesses of a network stand. */
  const wrongUntil = async (origin: OriginKey) => {
    const counted = await count(origin, free());
    return counted.kind === "counted" ? counted.counts.wrongUntil : undefined;
  };

  describe("the sends of an origin", () => {
    it("are counted exactly, by the hour", async () => {
      const origin = freshOrigin();
      expect(kinds(await together(20, () => count(origin, free())), "counted")).toBe(10);
      expect(await count(origin, free())).toEqual({
        kind: "refused",
        retryAfterSeconds: hourEnd - START,
      });
      expect(await count(origin, free(hourEnd))).toEqual({
        kind: "counted",
        counts: { sends: 1, wrongUntil: 0, beyond: false },
      });
    });

    it("are fewer where each has a price, and those without one go on", async () => {
      const origin = freshOrigin();
      expect(kinds(await together(10, () => count(origin, paid())), "counted")).toBe(4);
      expect(kinds(await together(10, () => count(origin, free())), "counted")).toBe(6);
      expect((await count(origin, paid(hourEnd))).kind).toBe("counted");
    });

    it("are as many times more where the limit is raised, and told which are beyond it", async () => {
      const origin = freshOrigin();
      const raised = { ...LIMITS, raised: 4 };
      expect(kinds(await together(12, () => count(origin, free())), "counted")).toBe(10);
      const beyond = await together(40, () => count(origin, free(), raised));
      expect(kinds(beyond, "counted")).toBe(30);
      expect(beyond.filter((one) => one.kind === "counted" && !one.counts.beyond)).toEqual([]);
      expect(await count(origin, free(hourEnd), raised)).toMatchObject({ counts: { beyond: false } });
      const priced = freshOrigin();
      expect(kinds(await together(20, () => count(priced, paid(), raised)), "counted")).toBe(16);
    });

    it("are a large limit exactly", async () => {
      const origin = freshOrigin();
      const large = { perHour: 300, paidPerHour: 300 };
      const told = [];
      // In waves: the last of all at once would wait for a socket longer than the client does, on a busy machine.
      for (let wave = 0; wave < 4; wave++)
        told.push(...(await together(100, () => count(origin, free(), large))));
      expect(kinds(told, "counted")).toBe(300);
    });

    it("are waited for until the hour is over once it is full, but for the one that filled it", async () => {
      const origin = freshOrigin();
      const wait = (send: ReturnType<typeof free>, limits = LIMITS) =>
        storage().origins.waitFor(origin, limits, send);
      expect(await wait(paid())).toBe(0);
      await together(4, () => count(origin, paid()));
      expect([await wait(paid()), await wait(free())]).toEqual([hourEnd - START, 0]);
      await together(5, () => count(origin, free()));
      const last = free();
      await count(origin, last);
      expect([await wait(free()), await wait(last)]).toEqual([hourEnd - START, 0]);
      expect(await wait(free(), { ...LIMITS, raised: 2 })).toBe(0);
      expect(await wait(free(), { ...LIMITS, inLanes: true })).toBe(0);
      expect(await wait(free(hourEnd))).toBe(0);
      expect((await count(origin, free())).kind).toBe("refused");
    });

    it("are told each its place in the hour, a repeated write the same", async () => {
      const origin = freshOrigin();
      const told = await together(5, () => count(origin, free()));
      expect(told.map((one) => one.kind === "counted" && one.counts.sends).sort()).toEqual([1, 2, 3, 4, 5]);
      const once = free();
      const first = await count(origin, once);
      expect(await count(origin, once)).toEqual(first);
      expect(first).toMatchObject({ counts: { sends: 6 } });
    });

    it("leave an item that stays small, however many hours they go on, and lose nothing that counts", async () => {
      const origin = freshOrigin();
      await guess(origin, wrong());
      for (let hour = 0; hour < 30; hour++) {
        for (let i = 0; i < 3; i++)
          expect(await count(origin, paid(START + hour * HOUR))).toMatchObject({
            counts: { sends: i + 1, wrongUntil: START + 180 },
          });
      }
      const names = Object.keys(await items().get(`origin#${origin}`, "network"));
      expect(names.length).toBeLessThan(30);
      await together(2, () => count(origin, paid(START + 29 * HOUR)));
      expect((await count(origin, paid(START + 29 * HOUR))).kind).toBe("refused");
    });

    it("cost one write unit each, with all that a /48 may send in two hours, on its lanes and by puzzles too", async () => {
      const origin = freshOrigin();
      const limits = { perHour: 240, paidPerHour: 240, raised: 4 };
      await guess(origin, wrong());
      for (const now of [START, hourEnd])
        for (const inLanes of [false, true])
          for (let wave = 0; wave < 4; wave++)
            await together(60, () => count(origin, paid(now), { ...limits, inLanes }));
      await storage().origins.strike(origin, 10, hourEnd);
      expect(await count(origin, paid(hourEnd), limits)).toMatchObject({ counts: { sends: 251 } });
      expect(sizeOf(await items().get(`origin#${origin}`, "network"))).toBeLessThan(WRITE_UNIT_BYTES);
    });

    it("are counted on the item of a release before, whose attribute for each recipient goes by and by", async () => {
      const origin = freshOrigin();
      await count(origin, free());
      const shares: Record<string, number> = {};
      for (let i = 0; i < 900; i++) shares[`to#11-26T00#${String(i).padStart(8, "0")}`] = 1;
      await items().change(`origin#${origin}`, "network", shares);
      const left = [];
      for (let i = 0; i < 5; i++) {
        expect(await count(origin, free())).toMatchObject({ counts: { sends: i + 2 } });
        const names = Object.keys(await items().get(`origin#${origin}`, "network"));
        left.push(names.filter((name) => name.startsWith("to#")).length);
      }
      expect(left).toEqual([700, 500, 300, 100, 0]);
    });
  });

  describe("the wrong guesses of an origin", () => {
    it("move its time on by their share of an hour, from now at least, whatever the caller supposed", async () => {
      const origin = freshOrigin();
      await guess(origin, wrong(START, true));
      expect(await wrongUntil(origin)).toBe(START + 180);
      await guess(origin, wrong(START + 100, false));
      expect(await wrongUntil(origin)).toBe(START + 360);
      await guess(origin, wrong(START + 360, true));
      expect(await wrongUntil(origin)).toBe(START + 540);
      await guess(origin, wrong(START + 5000));
      expect(await wrongUntil(origin)).toBe(START + 5180);
      expect(await wrongUntil(freshOrigin())).toBe(0);
    });

    it("count each once: many at once, and one whose write is repeated", async () => {
      const origin = freshOrigin();
      await together(20, () => guess(origin, wrong()));
      expect(await wrongUntil(origin)).toBe(START + 20 * 180);
      const once = wrong(START, true);
      await guess(origin, once);
      await guess(origin, once);
      expect(await wrongUntil(origin)).toBe(START + 21 * 180);
    });

    it("are told how many they are in the clock hour, each number once, and a repeated write the same one", async () => {
      const origin = freshOrigin();
      const told = await together(12, () => guess(origin, wrong()));
      expect(told.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
      const once = wrong(START, true);
      expect([await guess(origin, once), await guess(origin, once)]).toEqual([13, 13]);
      expect(await guess(origin, wrong(hourEnd))).toBe(1);
    });

    it("take nothing from its sends", async () => {
      const origin = freshOrigin();
      await together(15, () => guess(origin, wrong()));
      expect(kinds(await together(12, () => count(origin, free())), "counted")).toBe(10);
    });

    it("count no further than five days ahead, since the item has to outlive them", async () => {
      const origin = freshOrigin();
      const slow = { wrongPerHour: 1 };
      for (let i = 0; i < 125; i++) await storage().origins.countWrong(origin, slow, wrong(START, i > 0));
      expect(await wrongUntil(origin)).toBe(START + 5 * 86_400);
      // The hour's guesses are counted all the same: an attack that goes on is noted.
      expect(await storage().origins.countWrong(origin, slow, wrong(START, true))).toBe(126);
    });
  });

  describe("a strike against an origin", () => {
    const hit = (origin: OriginKey, now = START) => storage().origins.strike(origin, 4, now);

    it("takes its sends from that hour, whatever is left, and from no other hour or origin", async () => {
      const origin = freshOrigin();
      await hit(origin);
      expect(kinds(await together(10, () => count(origin, free())), "counted")).toBe(6);
      expect((await count(origin, free(hourEnd))).kind).toBe("counted");
      expect((await count(freshOrigin(), free())).kind).toBe("counted");
      const full = freshOrigin();
      await together(10, () => count(full, free()));
      await hit(full);
      expect((await count(full, free())).kind).toBe("refused");
    });

    it("is made once in an hour, however many click", async () => {
      const origin = freshOrigin();
      await together(10, () => hit(origin));
      await hit(origin, START + HOUR - 1);
      const places = await count(origin, free());
      expect(places).toMatchObject({ counts: { sends: 5 } });
      await hit(origin, START + HOUR);
      expect(await count(origin, free(START + HOUR))).toMatchObject({ counts: { sends: 5 } });
    });
  });
}
