import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { accentsOf, contrast } from "../../functions/words/accent.ts";

const rgb = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as [number, number, number];

const against = (one: string, other: string) => contrast(rgb(one), rgb(other));

const anyColor = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("whatever colour an owner has", () => {
  it("fills the buttons as it is, with black or white on it", () => {
    fc.assert(
      fc.property(anyColor, (color) => {
        for (const { fill, on, strong } of Object.values(accentsOf(color))) {
          expect(fill).toBe(color);
          expect(against(on, fill)).toBeGreaterThanOrEqual(4.5);
          expect(against(on, strong)).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 2000, examples: [["#ffcc00"], ["#ffffff"], ["#777777"], ["#000000"]] },
    );
  });

  it("has a line around its buttons where it could not be told from the card", () => {
    expect(against(accentsOf("#ffffff").light.edge, "#ffffff")).toBeGreaterThan(3);
    expect(against(accentsOf("#141d2e").dark.edge, "#141d2e")).toBeGreaterThan(3);
    expect(accentsOf("#ffcc00").light.edge).toBe("#ffcc00");
  });

  it("can be read as a link and where something is chosen, in light and dark", () => {
    fc.assert(
      fc.property(anyColor, (color) => {
        const { light, dark } = accentsOf(color);
        for (const [{ accent, tint }, card] of [
          [light, "#ffffff"],
          [dark, "#141d2e"],
        ] as const) {
          expect(against(accent, card)).toBeGreaterThanOrEqual(4.5);
          expect(against(accent, tint)).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 2000, examples: [["#ffff00"], ["#000000"], ["#ffffff"], ["#1d4ed8"]] },
    );
  });

  it("stays as it is where it can be read already", () => {
    expect(accentsOf("#1d4ed8").light.accent).toBe("#1d4ed8");
    expect(accentsOf("#8ab4ff").dark.accent).toBe("#8ab4ff");
  });
});

describe("the contrast of two colours", () => {
  it("is that of WCAG", () => {
    expect(against("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(against("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });
});
