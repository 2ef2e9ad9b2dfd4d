import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { LedgerLocation } from "../../functions/domain/lane.ts";
import { ledgerRefusal } from "../../functions/domain/ledger.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { kinds, RULES, strangers, together, write } from "./writes.ts";

/** What is remembered about recipients: their sends, and the wrong guesses at their codes. */
export function ledgerContract(storage: () => Storage): void {
  describe("a ledger", () => {
    it("admits one of many parallel sends", async () => {
      const ledger = strangers();
      expect(
        kinds(await together(50, () => storage().ledgers.admit(ledger, RULES, write())), "admitted"),
      ).toBe(1);
    });

    it("agrees with an exact model of the sliding windows", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat({ max: 4000 }), { minLength: 1, maxLength: 25 }), async (gaps) => {
          const ledger = strangers();
          const sendTimes: number[] = [];
          let now = START;
          for (const gap of gaps) {
            now += gap;
            const expected = ledgerRefusal(
              {
                times: { s: sendTimes.slice(0, 10) },
                failures: 0,
                lastFailureAt: 0,
              },
              RULES,
              now,
            );
            const result = await storage().ledgers.admit(ledger, RULES, write(now));
            expect(result).toEqual(
              expected ? { kind: "refused", refusal: expected } : { kind: "admitted", failures: 0 },
            );
            if (!expected) sendTimes.unshift(now);
          }
        }),
        { numRuns: 20, seed: 7 },
      );
    });

    const DAY = 86_400;
    const fail = (ledger: LedgerLocation, now = START) =>
      storage().ledgers.countFailure(ledger, RULES, write(now));
    const admit = (ledger: LedgerLocation, now: number, stopsAt?: number) =>
      storage().ledgers.admit(ledger, { ...RULES, stopsAt }, write(now));

    it("tells the wrong guesses with each send, and refuses nothing for them unless it is told where to stop", async () => {
      const ledger = strangers();
      for (let i = 0; i < 37; i++) await fail(ledger, START + i);
      expect(await admit(ledger, START + 100)).toEqual({ kind: "admitted", failures: 37 });
      expect(await admit(ledger, START + 200, 38)).toEqual({ kind: "admitted", failures: 37 });
      expect(await admit(ledger, START + 300, 37)).toEqual({
        kind: "refused",
        refusal: { limit: "locked", retryAfterSeconds: 30 * DAY - 264 },
      });
    });

    it("starts anew when thirty days have passed without a wrong guess, by a send or by a guess", async () => {
      const [sent, guessed] = [strangers(), strangers()];
      for (const ledger of [sent, guessed]) for (let i = 0; i < 20; i++) await fail(ledger);
      expect(await admit(sent, START + 30 * DAY - 1, 20)).toMatchObject({ refusal: { limit: "locked" } });
      expect(await admit(sent, START + 30 * DAY, 20)).toEqual({ kind: "admitted", failures: 0 });
      await fail(sent, START + 30 * DAY + 1);
      expect(await admit(sent, START + 30 * DAY + 60)).toEqual({ kind: "admitted", failures: 1 });
      await fail(guessed, START + 30 * DAY);
      expect(await admit(guessed, START + 30 * DAY)).toEqual({ kind: "admitted", failures: 1 });
    });

    it("keeps every limit of sends where the wrong guesses start anew", async () => {
      const ledger = strangers();
      await fail(ledger);
      expect((await admit(ledger, START + 30 * DAY - 10)).kind).toBe("admitted");
      const refusal = { limit: "cooldown", retryAfterSeconds: 20 };
      expect(await admit(ledger, START + 30 * DAY)).toEqual({ kind: "refused", refusal });
      expect(await admit(ledger, START + 30 * DAY + 20)).toEqual({ kind: "admitted", failures: 0 });
    });

    it("loses no wrong guess of many at once, also where they start anew", async () => {
      const ledger = strangers();
      await together(20, () => fail(ledger));
      expect(await admit(ledger, START + 1)).toMatchObject({ failures: 20 });
      await Promise.all([
        together(10, () => fail(ledger, START + 31 * DAY)),
        together(10, () => admit(ledger, START + 31 * DAY, 5)),
      ]);
      const all = await admit(ledger, START + 31 * DAY + 100);
      expect(all).toEqual({ kind: "admitted", failures: 10 });
    });

    it("counts wrong guesses as a plain list of them would, whatever is done in whatever order", async () => {
      const step = fc.oneof(
        fc.record({ act: fc.constant("guess" as const), wrong: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ act: fc.constant("approve" as const), wrong: fc.nat({ max: 4 }) }),
        fc.record({ act: fc.constant("send" as const), wrong: fc.constant(0) }),
      );
      const waits = fc.constantFrom(60, DAY, 10 * DAY, 30 * DAY - 1, 30 * DAY, 31 * DAY);
      const plan = fc.array(fc.tuple(step, waits), { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(plan, async (steps) => {
          const ledger = strangers();
          let now = START;
          /** When each wrong guess that still counts was made. */
          let guesses: number[] = [];
          let last = 0;
          for (const [{ act, wrong }, wait] of steps) {
            if (now - last >= 30 * DAY) guesses = [];
            for (let i = 0; i < wrong; i++) {
              await fail(ledger, now);
              guesses.push(now);
              last = now;
            }
            // The owner's own guesses come just before the right one.
            if (act === "approve" && wrong > 0) {
              await storage().ledgers.takeBack(ledger, freshKey(), wrong);
              guesses.splice(-wrong);
            }
            if (act === "send")
              expect(await admit(ledger, now)).toEqual({ kind: "admitted", failures: guesses.length });
            now += wait;
          }
        }),
        { numRuns: 40, seed: 11 },
      );
    });

    it("takes back the wrong guesses of an approved challenge once, and never below zero", async () => {
      const ledger = strangers();
      const takeBack = (approved: string, count: number) =>
        storage().ledgers.takeBack(ledger, approved, count);
      await takeBack("unknown", 3);
      for (let i = 0; i < 12; i++) await fail(ledger);
      await together(5, () => takeBack("first", 4));
      expect(await admit(ledger, START + 100)).toMatchObject({ failures: 8 });
      await takeBack("second", 9);
      expect(await admit(ledger, START + 200)).toMatchObject({ failures: 0 });
      await fail(ledger, START + 200);
      await takeBack("second", 4);
      expect(await admit(ledger, START + 300)).toMatchObject({ failures: 1 });
    });

    it("reads what the release before wrote: a lock melts, and its guesses count on", async () => {
      const ledger = strangers();
      for (let i = 0; i < 75; i++) await fail(ledger);
      expect(await admit(ledger, START + 60)).toEqual({ kind: "admitted", failures: 75 });
    });

    it("counts a repeated write once", async () => {
      const ledger = strangers();
      const send = write();
      expect((await storage().ledgers.admit(ledger, RULES, send)).kind).toBe("admitted");
      expect((await storage().ledgers.admit(ledger, RULES, send)).kind).toBe("admitted");
      const failure = write();
      for (let i = 0; i < 30; i++) await storage().ledgers.countFailure(ledger, RULES, failure);
      expect(await admit(ledger, START + 31)).toEqual({ kind: "admitted", failures: 1 });
    });
  });
}
