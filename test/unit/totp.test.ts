import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Passcode } from "../../functions/domain/passcode.ts";
import { STEP_SECONDS, stepAt, totpOf, usedStep } from "../../functions/factors/totp.ts";
import { NOW } from "./builders.ts";

/** RFC 4226, appendix D, and RFC 6238, appendix B. */
const SECRET = Buffer.from("12345678901234567890", "ascii");

const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 });
const instants = fc.integer({ min: 100, max: 2 ** 35 });

describe("the code of a step", () => {
  it.each([
    [0, "755224"],
    [1, "287082"],
    [2, "359152"],
    [3, "969429"],
    [4, "338314"],
    [5, "254676"],
    [6, "287922"],
    [7, "162583"],
    [8, "399871"],
    [9, "520489"],
  ])("of counter %i is what RFC 4226 says", (counter, code) => {
    expect(totpOf(SECRET, counter).reveal()).toBe(code);
  });

  it.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("at %i is what RFC 6238 says", (now, code) => {
    expect(totpOf(SECRET, stepAt(now), 8).reveal()).toBe(code);
    expect(totpOf(SECRET, stepAt(now)).reveal()).toBe(code.slice(2));
  });
});

describe("a typed code", () => {
  const first = { secret: SECRET, lastStep: 0 };

  it("counts in its own step and in the next one, to the second", () => {
    const step = stepAt(NOW);
    const code = totpOf(SECRET, step);
    const begins = step * STEP_SECONDS;
    expect(usedStep(first, code, begins - 1)).toBeUndefined();
    expect(usedStep(first, code, begins)).toBe(step);
    expect(usedStep(first, code, begins + 59)).toBe(step);
    expect(usedStep(first, code, begins + 60)).toBeUndefined();
  });

  it("counts in no step up to the last one that was used, whatever the clock says", () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: -1, max: 1 }), (secret, now, later) => {
        const step = stepAt(now);
        const used = usedStep({ secret, lastStep: step }, totpOf(secret, step), now + later * STEP_SECONDS);
        expect(used === undefined || used > step).toBe(true);
      }),
    );
  });

  it("is of the later step where both have the same code, so that neither counts again", () => {
    // Found by search: the first two neighbours of this secret's codes that are alike.
    const twin = 910_738;
    const code = totpOf(SECRET, twin);
    expect(totpOf(SECRET, twin - 1).equals(code)).toBe(true);
    expect(usedStep({ secret: SECRET, lastStep: twin - 2 }, code, twin * STEP_SECONDS)).toBe(twin);
  });

  it("is found for every secret and instant, and another code is not", () => {
    fc.assert(
      fc.property(secrets, instants, fc.nat(1), (secret, now, back) => {
        const step = stepAt(now) - back;
        const code = totpOf(secret, step);
        expect(usedStep({ secret, lastStep: -1 }, code, now)).toBeGreaterThanOrEqual(step);
        const other = new Passcode(String((Number(code.reveal()) + 1) % 1_000_000).padStart(6, "0"));
        fc.pre(!totpOf(secret, stepAt(now)).equals(other) && !totpOf(secret, stepAt(now) - 1).equals(other));
        expect(usedStep({ secret, lastStep: -1 }, other, now)).toBeUndefined();
      }),
    );
  });
});
