import { describe, expect, it } from "@jest/globals";
import { dropInvisible, foldDigits, foldWidth, trimBlank } from "../../functions/domain/typed/fold.ts";
import { MARKS, SCRIPTS } from "./typed-builders.ts";

describe("a digit", () => {
  it.each([
    ["Arabic-Indic", "\u0663\u0665\u0669\u0664\u0667\u0664"],
    ["Persian", "\u06f3\u06f5\u06f9\u06f4\u06f7\u06f4"],
    ["Devanagari", "\u0969\u096b\u096f\u096a\u096d\u096a"],
    ["Bengali", "\u09e9\u09eb\u09ef\u09ea\u09ed\u09ea"],
    ["Thai", "\u0e53\u0e55\u0e59\u0e54\u0e57\u0e54"],
    ["full-width", "\uff13\uff15\uff19\uff14\uff17\uff14"],
    ["mathematical, double-struck", "\u{1d7db}\u{1d7dd}\u{1d7e1}\u{1d7dc}\u{1d7df}\u{1d7dc}"],
    ["ASCII", "359474"],
  ])("has its value: %s", (_, text) => {
    expect(foldDigits(text)).toBe("359474");
  });

  it("has the value that the language's own number format gives it", () => {
    const systems = Intl.supportedValuesOf("numberingSystem").filter((system) => !/^hanidec$/.test(system));
    const rows = systems
      .map((system) => new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1234567890))
      .filter((text) => /^\p{Nd}{10}$/u.test(text));
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows) expect(foldDigits(row)).toBe("1234567890");
  });

  it("is known in every script of Unicode, each of which has ten in a row", () => {
    expect(SCRIPTS.length).toBeGreaterThan(60);
    for (const zero of SCRIPTS) {
      const first = zero.codePointAt(0)!;
      const row = Array.from({ length: 10 }, (_, value) => String.fromCodePoint(first + value)).join("");
      expect(foldDigits(row)).toBe("0123456789");
    }
  });

  it("is none if it only looks like one", () => {
    for (const text of ["\u00b2", "\u2460", "\u4e00", "\u2163", "O"]) expect(foldDigits(text)).toBe(text);
  });
});

describe("an invisible character", () => {
  it.each(MARKS)("is dropped, and trimmed: %j", (mark) => {
    expect(dropInvisible(`1${mark}2`)).toBe("12");
    expect(trimBlank(`${mark} a b${mark}\u00a0`)).toBe("a b");
  });

  it("is neither a letter nor a space that is seen", () => {
    for (const text of ["a", "\u00e4", " ", "\u00a0", "\u3000", "-", "\u0303", "1"])
      expect(dropInvisible(text)).toBe(text);
  });
});

describe("a full-width text", () => {
  it("is that of ASCII", () => {
    expect(foldWidth("\uff41\uff42\uff23\uff20\uff0b\uff08\uff10\uff09\uff0e\u3002\uff61\u3000")).toBe(
      "abC@+(0)... ",
    );
  });

  it("leaves letters of other scripts as they are", () => {
    for (const text of ["\u212a", "\u00df", "\u30ab", "\ufb01"]) expect(foldWidth(text)).toBe(text);
  });
});
