import { describe, expect, it } from "@jest/globals";
import { spendDayEndsAt } from "../../functions/domain/spend.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";
import { kinds, together, write } from "./writes.ts";

const DAY = 86_400;
/** Each test has days of its own. */
let day = 0;
const nextDay = () => START + DAY * (day += 2);

/** What messages may cost in a day. */
export function spendContract(storage: () => Storage, items: () => TableItems): void {
  describe("the money of a day", () => {
    it("is spent to the last millionth by many at once, and no further", async () => {
      const now = nextDay();
      const ask = { price: 94_000, most: 1_000_000 };
      const asked = await together(40, () => storage().spend.add(ask, write(now)));
      expect(kinds(asked, "added")).toBe(10);
      expect((await storage().spend.add({ ...ask, price: 60_000 }, write(now))).kind).toBe("added");
      expect(await storage().spend.add({ ...ask, price: 1 }, write(now))).toEqual({
        kind: "refused",
        day: { spent: 1_000_000, spentNew: 0, stops: new Map() },
      });
      expect((await storage().spend.add(ask, write(now + DAY))).kind).toBe("added");
    });

    it("has less for those who are not proven, and counts them twice: of all, and of theirs", async () => {
      const now = nextDay();
      const unproven = { price: 30, most: 100, mostNew: 50 };
      expect((await storage().spend.add(unproven, write(now))).day).toMatchObject({
        spent: 30,
        spentNew: 30,
      });
      expect((await storage().spend.add(unproven, write(now))).kind).toBe("refused");
      expect((await storage().spend.add({ price: 70, most: 100 }, write(now))).day).toMatchObject({
        spent: 100,
        spentNew: 30,
      });
      expect((await storage().spend.add({ ...unproven, price: 1 }, write(now))).kind).toBe("refused");
    });

    it("is counted once where the library repeats a write whose answer was lost", async () => {
      const mine = write(nextDay());
      for (let tries = 0; tries < 2; tries++)
        expect(await storage().spend.add({ price: 7, most: 10 }, mine)).toEqual({
          kind: "added",
          day: { spent: 7, spentNew: 0, stops: new Map() },
        });
    });

    it("is never begun with what is too dear for a whole day", async () => {
      const now = nextDay();
      expect((await storage().spend.add({ price: 101, most: 100 }, write(now))).kind).toBe("refused");
      expect((await storage().spend.add({ price: 51, most: 100, mostNew: 50 }, write(now))).kind).toBe(
        "refused",
      );
      const pk = `spend#${new Date(now * 1000).toISOString().slice(0, 10)}`;
      await expect(items().get(pk, "day")).rejects.toThrow("there is no item");
    });

    it("is not spent where its item is damaged", async () => {
      const now = nextDay();
      const pk = `spend#${new Date(now * 1000).toISOString().slice(0, 10)}`;
      await storage().spend.add({ price: 1, most: 100 }, write(now));
      await items().change(pk, "day", { spent: "much" });
      await expect(storage().spend.add({ price: 1, most: 100 }, write(now))).rejects.toMatchObject({
        code: "damaged-item",
        item: `${pk} day`,
      });
    });

    it("is not spent on what is stopped, until the stop is over, and on anything else", async () => {
      const now = nextDay();
      const to = (...groups: string[]) => ({ price: 1, most: 100, mostNew: 50, groups });
      const add = async (ask: ReturnType<typeof to>, at = now) =>
        (await storage().spend.add(ask, write(at))).kind;
      expect(await storage().spend.stop("DE", now + 60, now)).toBe(true);
      expect(await storage().spend.stop("DE", now + 60, now + 1)).toBe(false);
      expect(await storage().spend.stop("DE", now + 30, now + 1)).toBe(false);
      expect(await add(to("DE", "+4915123"))).toBe("refused");
      expect(await add(to("GB", "+44740012"))).toBe("added");
      expect((await storage().spend.add({ price: 1, most: 100 }, write(now))).day).toEqual({
        ...{ spent: 2, spentNew: 1 },
        stops: new Map([["DE", now + 60]]),
      });
      expect(await add(to("DE", "+4915123"), now + 60)).toBe("added");
      await storage().spend.stop("+4915123", now + 120, now + 61);
      expect(await add(to("DE", "+4915123"), now + 61)).toBe("refused");
      // What is over is taken out of the item.
      expect((await storage().spend.add({ price: 1, most: 100 }, write(now + 62))).day.stops).toEqual(
        new Map([["+4915123", now + 120]]),
      );
    });

    it("stays stopped over midnight", async () => {
      const now = spendDayEndsAt(nextDay()) - 10;
      await storage().spend.stop("DE", now + 60, now);
      const ask = { price: 1, most: 100, mostNew: 50, groups: ["DE"] };
      expect((await storage().spend.add(ask, write(now + 30))).kind).toBe("refused");
      expect((await storage().spend.add(ask, write(now + 60))).kind).toBe("added");
    });
  });
}
