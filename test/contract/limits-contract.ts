import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ledgerRefusal } from "../../functions/domain/ledger.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { kinds, RULES, together, write } from "./writes.ts";

/** What is remembered about recipients, networks, requests and customers. */
export function limitsContract(storage: () => Storage): void {
  describe("a ledger", () => {
    it("admits one of many parallel sends", async () => {
      const ledger = freshKey();
      expect(
        kinds(await together(50, () => storage().ledgers.admit(ledger, RULES, write())), "admitted"),
      ).toBe(1);
    });

    it("agrees with an exact model of the sliding windows", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat({ max: 4000 }), { minLength: 1, maxLength: 25 }), async (gaps) => {
          const ledger = freshKey();
          const sendTimes: number[] = [];
          let now = START;
          for (const gap of gaps) {
            now += gap;
            const expected = ledgerRefusal(
              { sendTimes: sendTimes.slice(0, 10), failures: 0, lastFailureAt: 0 },
              RULES,
              now,
            );
            const result = await storage().ledgers.admit(ledger, RULES, write(now));
            expect(result).toEqual(expected ? { kind: "refused", refusal: expected } : { kind: "admitted" });
            if (!expected) sendTimes.unshift(now);
          }
        }),
        { numRuns: 20, seed: 7 },
      );
    });

    it("locks after failures, tells how long, and forgets them after a success, once", async () => {
      const ledger = freshKey();
      for (let i = 0; i < 20; i++) await storage().ledgers.countFailure(ledger, write(START + i));
      const admit = (now: number) => storage().ledgers.admit(ledger, RULES, write(now));
      expect(await admit(START + 100)).toEqual({
        kind: "refused",
        refusal: { limit: "locked", retryAfterSeconds: 3519 },
      });
      await storage().ledgers.clearFailures(ledger, START + 50, START + 60);
      expect((await admit(START + 100)).kind).toBe("admitted");
      for (let i = 0; i < 20; i++) await storage().ledgers.countFailure(ledger, write(START + 200));
      await storage().ledgers.clearFailures(ledger, START + 50, START + 300);
      expect(await admit(START + 300)).toMatchObject({ refusal: { limit: "locked" } });
    });

    it("counts a repeated write once", async () => {
      const ledger = freshKey();
      const send = write();
      expect((await storage().ledgers.admit(ledger, RULES, send)).kind).toBe("admitted");
      expect((await storage().ledgers.admit(ledger, RULES, send)).kind).toBe("admitted");
      const failure = write();
      for (let i = 0; i < 30; i++) await storage().ledgers.countFailure(ledger, failure);
      expect((await storage().ledgers.admit(ledger, RULES, write(START + 31))).kind).toBe("admitted");
    });
  });

  describe("an origin", () => {
    it("counts exactly, in all and for one recipient, by the hour", async () => {
      const origin = freshKey() as string as OriginKey;
      const [one, other] = [freshKey(), freshKey()];
      const limits = { perHour: 10, perRecipientPerHour: 3 };
      expect(
        kinds(await together(20, () => storage().origins.count(origin, one, limits, write())), "counted"),
      ).toBe(3);
      expect(
        kinds(
          await together(20, () =>
            storage().origins.count(origin, other, { ...limits, perRecipientPerHour: 20 }, write()),
          ),
          "counted",
        ),
      ).toBe(7);
      const hourEnd = (Math.floor(START / 3600) + 1) * 3600;
      expect(await storage().origins.count(origin, one, limits, write())).toEqual({
        kind: "refused",
        retryAfterSeconds: hourEnd - START,
      });
      expect((await storage().origins.count(origin, one, limits, write(hourEnd))).kind).toBe("counted");
    });
  });

  describe("a strike against an origin", () => {
    const limits = { perHour: 10, perRecipientPerHour: 10 };
    const strike = { sends: 4, perHour: 10 };

    it("takes its sends from that hour once, whatever is left, and from no other hour or origin", async () => {
      const origin = freshKey() as string as OriginKey;
      const [one, other] = [freshKey(), freshKey()];
      const ask = (now: number, of = origin) => storage().origins.count(of, other, limits, write(now));
      const first = write();
      await storage().origins.strike(origin, one, strike, first);
      // The library repeats a write whose answer was lost.
      await storage().origins.strike(origin, one, strike, first);
      const admitted = [];
      for (let i = 0; i < 10; i++) admitted.push(await ask(START));
      expect(kinds(admitted, "counted")).toBe(6);
      await storage().origins.strike(origin, one, strike, write());
      expect((await ask(START)).kind).toBe("refused");
      expect((await ask(START + 3600)).kind).toBe("counted");
      expect((await ask(START, freshKey() as string as OriginKey)).kind).toBe("counted");
    });

    it("leaves what each recipient may still be sent as it is", async () => {
      const origin = freshKey() as string as OriginKey;
      const one = freshKey();
      await storage().origins.strike(origin, one, strike, write());
      const few = { perHour: 10, perRecipientPerHour: 2 };
      const asked = await together(5, () => storage().origins.count(origin, one, few, write()));
      expect(kinds(asked, "counted")).toBe(2);
    });
  });

  describe("an origin that may send very much", () => {
    it("never sends more than its limit, in items that stay small, and counts each recipient exactly", async () => {
      const origin = freshKey() as string as OriginKey;
      const limits = { perHour: 1000, perRecipientPerHour: 2 };
      const somebody = () => randomBytes(16).toString("base64url") as RecipientKey;
      const ask = (recipient: RecipientKey) => storage().origins.count(origin, recipient, limits, write());
      const admitted = await Promise.all(Array.from({ length: 1500 }, () => ask(somebody())));
      expect(kinds(admitted, "counted")).toBeLessThanOrEqual(1000);
      expect(kinds(admitted, "counted")).toBeGreaterThan(900);
      const another = freshKey() as string as OriginKey;
      const one = somebody();
      const twice = await together(10, () => storage().origins.count(another, one, limits, write()));
      expect(kinds(twice, "counted")).toBe(2);
    });
  });

  describe("an idempotency key", () => {
    it("is held by one of many, until its record expires", async () => {
      const record = (nonce: string) => ({
        bodyHash: "hash",
        nonce,
        expiresAt: START + 300,
      });
      const held = await Promise.all(
        Array.from({ length: 20 }, (_, i) => storage().idempotency.reserve("key", record(`n${i}`), START)),
      );
      expect(new Set(held.map(({ nonce }) => nonce)).size).toBe(1);
      expect((await storage().idempotency.reserve("key", record("late"), START + 299)).nonce).toBe(
        held[0]?.nonce,
      );
      expect((await storage().idempotency.reserve("key", record("later"), START + 300)).nonce).toBe("later");
    });
  });

  describe("a customer", () => {
    it("is known after being put", async () => {
      const key = freshKey();
      expect(await storage().customers.read(key)).toBeUndefined();
      await storage().customers.put(key, { customerId: "c-1", status: "active" });
      expect(await storage().customers.read(key)).toMatchObject({ customerId: "c-1", status: "active" });
    });
  });
}
