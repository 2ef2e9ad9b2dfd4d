import { describe, expect, it } from "@jest/globals";
import { isKnown, type KnownDevice, leavingFor } from "../../functions/domain/known-devices.ts";
import type { Lane } from "../../functions/domain/lane.ts";
import { NOW } from "./builders.ts";

const DAY = 86_400;
const lane = (name: string): Lane => `device-${name}`;
const device = (name: string, daysAgo: number, over: Partial<KnownDevice> = {}): KnownDevice => ({
  lane: lane(name),
  openedAt: NOW - daysAgo * DAY,
  isVoid: false,
  until: NOW + 100 * DAY,
  ...over,
});
const used = (name: string, daysAgo: number, usedDaysAgo: number) =>
  device(name, daysAgo, { usedAt: NOW - usedDaysAgo * DAY });

describe("a device that has just proved its recipient", () => {
  it("finds room, where there are few", () => {
    expect(leavingFor([], "email", NOW)).toEqual([]);
    expect(leavingFor([used("a", 40, 3), device("b", 0.5)], "email", NOW)).toEqual([]);
  });

  it("takes the place of the day's latest that was not used again, as the third of a day", () => {
    expect(leavingFor([device("a", 0.5), device("b", 0.2), device("old", 9)], "email", NOW)).toEqual([
      lane("b"),
    ]);
    expect(leavingFor([device("a", 0.5), used("b", 0.2, 0.1)], "email", NOW)).toEqual([lane("a")]);
    expect(leavingFor([used("a", 0.5, 0.4), used("b", 0.2, 0.1)], "email", NOW)).toBeUndefined();
    expect(leavingFor([device("a", 1), device("b", 0.2)], "email", NOW)).toEqual([]);
  });

  it("takes the place of one that was never used, the first of them, or of the longest unused", () => {
    const five = [used("a", 90, 50), used("b", 80, 70), device("c", 20), device("d", 30), used("e", 60, 2)];
    expect(leavingFor(five, "email", NOW)).toEqual([]);
    expect(leavingFor(five, "phone", NOW)).toEqual([lane("d")]);
    const allUsed = five.map((one) => ({ ...one, usedAt: one.usedAt ?? NOW - DAY }));
    expect(leavingFor(allUsed, "phone", NOW)).toEqual([lane("b")]);
    const twenty = Array.from({ length: 20 }, (_, i) => device(`n${i}`, 30 + i));
    expect(leavingFor(twenty, "email", NOW)).toEqual([lane("n19")]);
    expect(leavingFor(twenty.slice(1), "email", NOW)).toEqual([]);
  });

  it("counts neither what is void, nor what is too old, nor what was proven later", () => {
    const gone = { isVoid: true };
    expect(leavingFor([device("a", 0.5, gone), device("b", 0.2)], "email", NOW)).toEqual([]);
    expect(leavingFor([device("a", 0.5, { until: NOW }), device("b", 0.2)], "email", NOW)).toEqual([]);
    expect(leavingFor([device("a", -0.5), device("b", 0.2)], "email", NOW)).toEqual([]);
    expect([isKnown(device("a", 1), NOW), isKnown(device("a", 1, gone), NOW)]).toEqual([true, false]);
  });
});
