import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { failuresAt, type Ledger, ledgerRefusal, type LedgerRules } from "../../functions/domain/ledger.ts";
import { ledgerRules } from "../../functions/flows/lane-rules.ts";
import { testSettings } from "../support/service.ts";
import { NOW } from "./builders.ts";

const rules = ledgerRules(testSettings());
const quiet: Ledger = {
  times: {},
  failures: 0,
  lastFailureAt: 0,
};
const sentAt = (...sends: number[]): Ledger => ({ ...quiet, times: { s: sends } });

/** The register of a recipient, kept in full: what "n sends in w seconds" means. */
function admits(all: readonly number[], { sends }: LedgerRules, now: number): boolean {
  return sends.every(({ sends: n, seconds }) => all.filter((at) => at > now - seconds).length < n);
}

describe("the limits of a recipient", () => {
  it("admit exactly what a full record of all sends admits, and tell the exact time to wait", () => {
    const steps = fc.array(fc.oneof(fc.nat(40), fc.nat(1500), fc.nat(30_000)), {
      minLength: 1,
      maxLength: 80,
    });
    const limits = fc.record({
      cooldown: fc.integer({ min: 1, max: 60 }),
      hour: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(steps, limits, (gaps, { cooldown, hour }) => {
        const varied: LedgerRules = {
          ...rules,
          sends: [
            { name: "cooldown", sends: 1, seconds: cooldown },
            { name: "recipient", sends: hour, seconds: 3600 },
            { name: "recipient", sends: 10, seconds: 86_400 },
          ],
        };
        const all: number[] = [];
        let register: number[] = [];
        let now = NOW;
        for (const gap of gaps) {
          now += gap;
          const refusal = ledgerRefusal(sentAt(...register), varied, now);
          expect(refusal === undefined).toBe(admits(all, varied, now));
          if (refusal) {
            expect(admits(all, varied, now + refusal.retryAfterSeconds - 1)).toBe(false);
            expect(admits(all, varied, now + refusal.retryAfterSeconds)).toBe(true);
          } else {
            all.push(now);
            register = [now, ...register].slice(0, 10);
          }
        }
      }),
    );
  });

  it("name the one that lasts longest", () => {
    const cooling = ledgerRefusal(sentAt(NOW - 10), rules, NOW);
    expect(cooling).toEqual({ limit: "cooldown", retryAfterSeconds: 20 });
    const fifth = ledgerRefusal(sentAt(NOW - 10, NOW - 100, NOW - 200, NOW - 300, NOW - 400), rules, NOW);
    expect(fifth).toEqual({ limit: "recipient", retryAfterSeconds: 3200 });
    const tenth = Array.from({ length: 10 }, (_, i) => NOW - 4000 - i * 1000);
    expect(ledgerRefusal(sentAt(...tenth), rules, NOW)).toEqual({
      limit: "recipient",
      retryAfterSeconds: 86_400 - 13_000,
    });
  });

  it("read a zero of the register as no send", () => {
    expect(ledgerRefusal(sentAt(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), rules, 5)).toBeUndefined();
  });

  it("admit a recipient of whom nothing is known", () => {
    expect(ledgerRefusal(quiet, rules, NOW)).toBeUndefined();
  });
});

describe("the wrong guesses of a recipient", () => {
  const days = (count: number) => count * 86_400;
  const after = (failures: number): Ledger => ({ ...quiet, failures, lastFailureAt: NOW });
  const stopping = ledgerRules(testSettings(), 37);

  it("refuse nothing where the code cannot be guessed, however many they are", () => {
    for (const failures of [1, 20, 75, 1000])
      expect(ledgerRefusal(after(failures), rules, NOW)).toBeUndefined();
  });

  it.each([0, 36])("do not stop digits at %i", (failures) => {
    expect(ledgerRefusal(after(failures), stopping, NOW)).toBeUndefined();
  });

  it.each([37, 100, 1000])(
    "stop digits at %i until thirty days have passed without one, to the second",
    (failures) => {
      expect(ledgerRefusal(after(failures), stopping, NOW)).toEqual({
        limit: "locked",
        retryAfterSeconds: days(30),
      });
      expect(ledgerRefusal(after(failures), stopping, NOW + days(30) - 1)).toEqual({
        limit: "locked",
        retryAfterSeconds: 1,
      });
      expect(ledgerRefusal(after(failures), stopping, NOW + days(30))).toBeUndefined();
    },
  );

  it("count until then, and all of them start anew", () => {
    expect(failuresAt(after(19), rules, NOW + days(30) - 1)).toBe(19);
    expect(failuresAt(after(19), rules, NOW + days(30))).toBe(0);
    expect(failuresAt(quiet, rules, NOW)).toBe(0);
  });

  it("outlast a cooldown", () => {
    const both = { ...sentAt(NOW), failures: 37, lastFailureAt: NOW };
    expect(ledgerRefusal(both, stopping, NOW)?.limit).toBe("locked");
  });
});
