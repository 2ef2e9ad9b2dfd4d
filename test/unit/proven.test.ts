import { describe, expect, it } from "@jest/globals";
import { isProven } from "../../functions/domain/proven.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const sends = (count: number, ago = 60) => Array.from({ length: count }, () => NOW - ago);
const proof = { provenSince: NOW - DAY, provenAt: NOW - DAY, sendTimes: sends(1) };

describe("a recipient", () => {
  it("counts as proven from a day after its first approval on", () => {
    expect(isProven(proof, NOW)).toBe(true);
    expect(isProven({ ...proof, provenSince: NOW - DAY + 1 }, NOW)).toBe(false);
    expect(isProven({ ...proof, provenSince: undefined, provenAt: undefined }, NOW)).toBe(false);
  });

  it("counts as proven for 90 days after its last approval", () => {
    const since = NOW - 200 * DAY;
    expect(isProven({ ...proof, provenSince: since, provenAt: NOW - 90 * DAY + 1 }, NOW)).toBe(true);
    expect(isProven({ ...proof, provenSince: since, provenAt: NOW - 90 * DAY }, NOW)).toBe(false);
  });

  it("counts as proven for five sends in any 24 hours, this one included", () => {
    expect(isProven({ ...proof, sendTimes: [...sends(5), ...sends(5, DAY)] }, NOW)).toBe(true);
    expect(isProven({ ...proof, sendTimes: sends(6) }, NOW)).toBe(false);
  });
});
