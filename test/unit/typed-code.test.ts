import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bundleReading } from "../../bin/reading-bundle.ts";
import { readCode, type CodeReading } from "../../functions/domain/typed/code.ts";
import { PAGE_FILES_FOLDER } from "../../lib/page-files-place.ts";
import { hidden, inDigitsOf, SCRIPTS } from "./typed-builders.ts";

const read = (text: string, length = 6) => readCode(text, { format: "digits", length });
const code = (digits: string): CodeReading => ({ kind: "code", code: digits });

describe("a code", () => {
  it.each([
    ["plain", "012345"],
    ["with spaces", " 012 345 "],
    ["with a space between all digits", "0 1 2 3 4 5"],
    ["with dashes of any kind", "012-34\u20135"],
    ["with the long vowel mark of a Japanese keyboard", "012\u30fc345"],
    ["with no-break spaces", "012\u00a0345\u202f"],
    ["with invisible spaces of a copied message", "\u200b012345\ufeff"],
    ["with a soft hyphen and a word joiner within", "01\u00ad23\u206045"],
    ["in full-width digits", "\uff10\uff11\uff12\uff13\uff14\uff15"],
    ["in Arabic-Indic digits", "\u0660\u0661\u0662\u0663\u0664\u0665"],
    ["in bold digits of mathematics", "\u{1d7ce}\u{1d7cf}\u{1d7d0}\u{1d7d1}\u{1d7d2}\u{1d7d3}"],
    ["with line ends", "012345\r\n"],
    ["broken over two lines", "012\n345"],
    ["with a full stop", "012345."],
    ["in quotation marks", "\u201c012345\u201d"],
    ["with a prefix", "G-012345"],
    ["after words", "Your code: 012 345"],
    ["before words", "012345 is your Latchkey code"],
    ["without a space, in Chinese", "\u9a8c\u8bc1\u7801012345\uff0c5\u5206\u949f\u5185\u6709\u6548"],
    ["in the last line of a text message", "@example.com #012345"],
    ["in a whole text message", "012345 is your code. It expires in 5 minutes.\n\n@otp.example.com #012345"],
    [
      "in a whole e-mail",
      "012345\n\nIt expires in 5 minutes.\n\nhttps://example.com/otp/not-me?t=999999#888888\n",
    ],
    ["beside a longer and a shorter run", "Order 1234567, 12 items: 012345"],
    ["twice, in two spellings", "012345 012 345"],
  ])("is read %s", (_, text) => {
    expect(read(text)).toEqual(code("012345"));
  });

  it.each([
    ["too short", "12345"],
    ["too long", "1234567"],
    ["with a letter in it", "12345O"],
    ["a fraction", "123.456"],
    ["an exponent", "1234e5"],
    ["nothing", ""],
    ["only spaces", "      "],
    ["only a link", "https://example.com/123456"],
    ["only an address", "anna@123456.example"],
  ])("is none if it is %s", (_, text) => {
    expect(read(text)).toEqual({ kind: "none" });
  });

  it.each(["123456 654321", "123456 or 123 457", "123456\n654321", "Codes: 123456, 123457, 123456"])(
    "is not chosen from several that differ: %j",
    (text) => expect(read(text)).toEqual({ kind: "several" }),
  );

  it("does not take the port of a host for a code of four digits", () => {
    expect(read("1234 is your code.\n\n@localhost:3000 #1234", 4)).toEqual(code("1234"));
  });

  const digits = fc.stringMatching(/^[0-9]{4,10}$/);
  const words = fc.stringMatching(/^[A-Za-z \u0627-\u064a\u4e00-\u4eff.,!?:#()"'-]{0,40}$/);

  it("is found in any digits, with invisible characters anywhere, among any words", () => {
    fc.assert(
      fc.property(
        fc.record({
          digits,
          script: fc.constantFrom(...SCRIPTS),
          before: words,
          after: words,
          marks: hidden,
        }),
        ({ digits, script, before, after, marks }) => {
          const text = marks(`${before} ${inDigitsOf(script, digits)} ${after}`);
          expect(read(text, digits.length)).toEqual(code(digits));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is always of the length that was asked for, and stands in the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer({ min: 4, max: 10 }),
        (text, length) => {
          const found = read(text, length);
          if (found.kind === "code") expect(found.code).toMatch(new RegExp(`^[0-9]{${length}}$`));
        },
      ),
    );
  });

  it("is looked for in a time that grows no faster than the text", () => {
    // A step for each pair of characters would take minutes.
    for (const text of ["1", "1 ", "1-1", "a", "@", "\u0661", "://"].map((part) => part.repeat(100_000))) {
      const start = performance.now();
      expect(read(text).kind).not.toBe("code");
      expect(performance.now() - start).toBeLessThan(4000);
    }
  });
});

describe("the pages' script", () => {
  const served = readFileSync(join(PAGE_FILES_FOLDER, "typed-code.js"), "utf8");

  it("has the reading that `npm run build:script` makes of the domain's", () => {
    expect(served === bundleReading() ? "current" : "stale: npm run build:script writes it anew").toBe(
      "current",
    );
  });

  it("reads what the service reads", () => {
    const inBrowser = runInNewContext(`${served};readCode`) as typeof readCode;
    const texts = fc.array(
      fc.oneof(
        fc.stringMatching(/^[0-9]{1,8}$/),
        fc.stringMatching(/^[0-9A-Za-z]{3,7}$/),
        fc.constantFrom(" ", "-", "\n", "x", "@", "\u200b", "\u0667"),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join("");
        for (const shape of [
          { format: "digits", length: 6 },
          { format: "base32", length: 13 },
        ] as const)
          expect({ ...inBrowser(text, shape) }).toEqual(readCode(text, shape));
      }),
      { numRuns: 2000 },
    );
  });
});
