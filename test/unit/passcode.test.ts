import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { derivePasscode, parsePasscode, Passcode } from "../../functions/domain/passcode.ts";
import { STRONG_CODE } from "../../functions/domain/typed/code-shape.ts";
import { keyNamed } from "./builders.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const ID = Uint8Array.from({ length: 51 }, (_, index) => 100 + index);

const digits = (length: number) => ({ format: "digits", length }) as const;

function codes(count: number, length: number): string[] {
  const key = keyNamed("codes");
  const id = Buffer.alloc(47);
  return Array.from({ length: count }, (_, index) => {
    id.writeUInt32BE(index, 20);
    return derivePasscode(key, id, digits(length)).reveal();
  });
}

/** Pearson's statistic against ten equally likely digits: 9 on average, above 40 once in a hundred thousand. */
function chiSquare(digits: Iterable<string>): number {
  const counts = Array<number>(10).fill(0);
  let total = 0;
  for (const digit of digits) {
    counts[Number(digit)]! += 1;
    total += 1;
  }
  return counts.reduce((sum, count) => sum + (count - total / 10) ** 2 / (total / 10), 0);
}

describe("a derived passcode", () => {
  it("is what an independent computation of the same rule gave", () => {
    expect(derivePasscode(KEY, ID, digits(6)).reveal()).toBe("690158");
    expect(derivePasscode(KEY, ID, digits(10)).reveal()).toBe("6901581426");
  });

  it("goes on with a counter when the first block has run out of digits", () => {
    expect(derivePasscode(KEY, ID, digits(40)).reveal()).toBe("6901581426761525792832684311772181123795");
  });

  it("is the same for the same key and id", () => {
    expect(derivePasscode(KEY, ID, digits(8)).reveal()).toBe(
      derivePasscode(KEY.slice(), ID.slice(), digits(8)).reveal(),
    );
  });

  it.each([4, 5, 6, 7, 8, 9, 10])("has exactly %i digits", (length) => {
    const code = derivePasscode(KEY, ID, digits(length));
    expect(code.reveal()).toMatch(new RegExp(`^[0-9]{${length}}$`));
    expect(code.length).toBe(length);
  });

  it("changes with any byte of the id and of the key", () => {
    const first = derivePasscode(KEY, ID, digits(10)).reveal();
    const flipped = (bytes: Uint8Array, at: number) => bytes.map((b, i) => (i === at ? b ^ 1 : b));
    for (const at of ID.keys())
      expect(derivePasscode(KEY, flipped(ID, at), digits(10)).reveal()).not.toBe(first);
    for (const at of KEY.keys())
      expect(derivePasscode(flipped(KEY, at), ID, digits(10)).reveal()).not.toBe(first);
  });
});

describe("thirty thousand derived passcodes", () => {
  const all = codes(30_000, 10);

  it("show every digit equally often, in every position", () => {
    for (let position = 0; position < 10; position++)
      expect(chiSquare(all.map((code) => code[position]!))).toBeLessThan(40);
  });

  it("show every digit equally often overall, closely enough to notice a byte modulo ten", () => {
    expect(chiSquare(all.join(""))).toBeLessThan(40);
    const biased = all.flatMap((_, i) => [...keyNamed(String(i)).subarray(0, 10)]).map((b) => String(b % 10));
    expect(chiSquare(biased)).toBeGreaterThan(40);
  });

  it("keep leading zeros, and use both ends of the range", () => {
    const short = codes(30_000, 4);
    expect(short.filter((code) => code.startsWith("0")).length).toBeGreaterThan(2700);
    expect(short.every((code) => code.length === 4)).toBe(true);
    expect(new Set(short).size).toBeGreaterThan(9400);
    expect(short).toEqual(expect.arrayContaining(["0000", "9999"]));
  });
});

describe("a derived strong code", () => {
  it("is what an independent computation of the same rule gave", () => {
    expect(derivePasscode(KEY, ID, STRONG_CODE).reveal()).toBe("P7YBB8902E521");
  });

  it("is shown in groups of five, and read in capitals as it is derived", () => {
    const code = derivePasscode(KEY, ID, STRONG_CODE);
    expect(code.revealGrouped()).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}$/);
    const typed = parsePasscode(code.revealGrouped().toLowerCase(), STRONG_CODE);
    expect(typed.kind === "passcode" && typed.passcode.equals(code)).toBe(true);
  });

  it("shows every character equally often, in every position", () => {
    const key = keyNamed("strong codes");
    const id = Buffer.alloc(47);
    const all = Array.from({ length: 30_000 }, (_, index) => {
      id.writeUInt32BE(index, 20);
      return derivePasscode(key, id, STRONG_CODE).reveal();
    });
    for (let position = 0; position < 13; position++) {
      const counts = new Map<string, number>();
      for (const code of all) counts.set(code[position]!, (counts.get(code[position]!) ?? 0) + 1);
      const expected = all.length / 32;
      const statistic = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      expect(counts.size).toBe(32);
      // 31 on average, above 80 less than once in a hundred thousand.
      expect(statistic).toBeLessThan(80);
    }
  });
});

describe("what a person typed", () => {
  it("is a passcode of the length that the challenge has", () => {
    const read = (text: string, length: number) => {
      const typed = parsePasscode(text, digits(length));
      return typed.kind === "passcode" ? typed.passcode.reveal() : typed.kind;
    };
    expect(read("1234", 4)).toBe("1234");
    expect(read("1234", 6)).toBe("none");
    expect(read("1234567890", 10)).toBe("1234567890");
    expect(read("123456 or 654321", 6)).toBe("several");
  });
});

describe("two passcodes", () => {
  it("are equal only when all digits are", () => {
    const code = new Passcode("012345");
    expect(code.equals(new Passcode("012345"))).toBe(true);
    expect(code.equals(new Passcode("012346"))).toBe(false);
    expect(code.equals(new Passcode("112345"))).toBe(false);
  });

  it("are not equal when one continues the other", () => {
    expect(new Passcode("012345").equals(new Passcode("01234"))).toBe(false);
    expect(new Passcode("01234").equals(new Passcode("012345"))).toBe(false);
    expect(new Passcode("").equals(new Passcode("0"))).toBe(false);
  });
});

describe("a passcode that ends up in a text", () => {
  it.each<[string, (code: Passcode) => string]>([
    ["String", (code) => String(code)],
    ["a template", (code) => `code ${code as unknown as string}`],
    ["JSON", (code) => JSON.stringify({ code, list: [code] })],
    ["inspection", (code) => inspect({ code }, { depth: 5, showHidden: true })],
    ["its keys", (code) => JSON.stringify([Object.entries(code), Reflect.ownKeys(code)])],
  ])("shows no digit as %s", (_, print) => {
    expect(print(new Passcode("739158"))).not.toMatch(/\d{2}/);
  });

  it("says that it was redacted", () => {
    const code = new Passcode("739158");
    expect([String(code), JSON.stringify(code), inspect(code)]).toEqual([
      "[redacted]",
      '"[redacted]"',
      "[redacted]",
    ]);
  });
});
