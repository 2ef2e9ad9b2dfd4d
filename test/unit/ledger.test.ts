import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Ledger, ledgerRefusal, type LedgerRules, lockWindows } from "../../functions/domain/ledger.ts";
import { ledgerRules } from "../../functions/flows/admit-send.ts";
import { testSettings } from "../support/service.ts";
import { NOW } from "./builders.ts";

const rules = ledgerRules(testSettings());
const quiet: Ledger = { sendTimes: [], failures: 0, lastFailureAt: 0 };
const sentAt = (...sendTimes: number[]): Ledger => ({ ...quiet, sendTimes });

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

describe("the lock after consecutive failures", () => {
  const after = (failures: number): Ledger => ({ ...quiet, failures, lastFailureAt: NOW });

  it.each([0, 1, 19])("does not close after %i", (failures) => {
    expect(ledgerRefusal(after(failures), rules, NOW)).toBeUndefined();
  });

  it.each([
    [20, 3600],
    [39, 3600],
    [40, 7200],
    [59, 7200],
    [60, 14_400],
    [74, 14_400],
  ])("after %i lasts %i seconds, to the second", (failures, seconds) => {
    expect(ledgerRefusal(after(failures), rules, NOW)).toEqual({
      limit: "locked",
      retryAfterSeconds: seconds,
    });
    expect(ledgerRefusal(after(failures), rules, NOW + seconds - 1)).toEqual({
      limit: "locked",
      retryAfterSeconds: 1,
    });
    expect(ledgerRefusal(after(failures), rules, NOW + seconds)).toBeUndefined();
  });

  it.each([75, 100, 1000])("from 75 on (%i) does not open as long as anything is remembered", (failures) => {
    const ninetyDays = 90 * 86_400;
    expect(ledgerRefusal(after(failures), rules, NOW)).toEqual({
      limit: "locked",
      retryAfterSeconds: ninetyDays,
    });
    expect(ledgerRefusal(after(failures), rules, NOW + ninetyDays - 1)?.limit).toBe("locked");
  });

  it("outlasts a cooldown, and a cooldown outlasts the rest of a lock", () => {
    const both = { failures: 20, lastFailureAt: NOW, sendTimes: [NOW] };
    expect(ledgerRefusal(both, rules, NOW)?.limit).toBe("locked");
    const ending = { failures: 20, lastFailureAt: NOW - 3590, sendTimes: [NOW] };
    expect(ledgerRefusal(ending, rules, NOW)).toEqual({ limit: "cooldown", retryAfterSeconds: 30 });
  });
});

describe("the windows that the database checks", () => {
  it("say the same as the steps of the lock", () => {
    expect(lockWindows(rules)).toEqual([
      { below: 20, quietSeconds: 0 },
      { below: 40, quietSeconds: 3600 },
      { below: 60, quietSeconds: 7200 },
      { below: 75, quietSeconds: 14_400 },
    ]);
  });

  it("are one up to the hard stop where there are no steps", () => {
    expect(lockWindows({ ...rules, lock: [] })).toEqual([{ below: 75, quietSeconds: 0 }]);
  });

  it("any of which admits exactly when the lock does", () => {
    fc.assert(
      fc.property(fc.nat(110), fc.nat(20_000), (failures, since) => {
        const window = lockWindows(rules).some(
          ({ below, quietSeconds }) => failures < below && since >= quietSeconds,
        );
        const ledger = { ...quiet, failures, lastFailureAt: NOW - since };
        expect(ledgerRefusal(ledger, rules, NOW) === undefined).toBe(window);
      }),
    );
  });
});
