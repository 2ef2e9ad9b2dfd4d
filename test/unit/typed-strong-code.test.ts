import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readCode, type CodeReading } from "../../functions/domain/typed/code.ts";
import { STRONG_CODE } from "../../functions/domain/typed/code-shape.ts";
import { hidden } from "./typed-builders.ts";

const code = (characters: string): CodeReading => ({ kind: "code", code: characters });

/** Crockford's alphabet, from 0 to 31. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe("a code of letters and digits", () => {
  const strong = (text: string) => readCode(text, STRONG_CODE);

  it.each([
    ["plain", "K7QFM2XD9TRAW"],
    ["in groups", "K7QFM-2XD9T-RAW"],
    ["in groups of its user's own", " k7q fm2 xd9 tra w "],
    ["in small letters", "k7qfm-2xd9t-raw"],
    ["with dashes of any kind", "K7QFM\u20132XD9T\u2212RAW"],
    ["with no-break spaces", "K7QFM\u00a02XD9T\u202fRAW"],
    ["with invisible spaces of a copied message", "\u200bK7QFM-2XD\u00ad9T-RAW\ufeff"],
    ["in full-width characters", "\uff2b\uff17QFM-2XD9T-R\uff41\uff37"],
    ["with digits of another script", "K\u0667QFM-\u0662XD\u0669T-RAW"],
    ["broken over two lines", "K7QFM-2XD9T-\nRAW"],
    ["with a full stop", "K7QFM-2XD9T-RAW."],
    ["before words", "K7QFM-2XD9T-RAW is your Latchkey code"],
    ["after words", "Your code: k7qfm2xd9traw"],
    ["without a space, in Chinese", "\u9a8c\u8bc1\u7801K7QFM2XD9TRAW\uff0c5\u5206\u949f\u5185\u6709\u6548"],
    ["in a whole text message", "K7QFM2XD9TRAW is your code. 5 min.\n\n@otp.example.com #K7QFM2XD9TRAW"],
    [
      "in a whole e-mail",
      "K7QFM-2XD9T-RAW\n\nAsked for.\n\nhttps://example.com/otp/not-me?t=ABCDEFGHJKMNP\n",
    ],
    ["beside a word of its length", "The International Bank: K7QFM-2XD9T-RAW"],
    ["beside longer and shorter runs", "K7QFM2XD9TRAWX, K7QFM2XD9TRA: K7QFM2XD9TRAW"],
    ["twice, in two spellings", "K7QFM-2XD9T-RAW k7qfm2xd9traw"],
    ["beside a name of its length in capitals", "K7QFM-2XD9T-RAW is your code for TRANSATLANTIC"],
    ["beside a phone number of its length", "Call 4930123456789. Your code: K7QFM-2XD9T-RAW"],
    ["beside a number with dashes", "Reference 4711-2026-11260, code K7QFM-2XD9T-RAW"],
    ["with dots", "K7QFM.2XD9T.RAW"],
    ["with underscores", "K7QFM_2XD9T_RAW"],
    ["broken after a dash, in a sentence", "Your code is k7qfm-2xd9t-\r\nraw, for five minutes"],
    ["after a dash of the sentence", "Your code - K7QFM-2XD9T-RAW - for five minutes"],
  ])("is read %s", (_, text) => {
    expect(strong(text)).toEqual(code("K7QFM2XD9TRAW"));
  });

  it.each([
    ["too short", "K7QFM-2XD9T-RA"],
    ["too long", "K7QFM-2XD9T-RAWX"],
    ["with a letter that no code has", "K7QFM-2XD9T-RAU"],
    ["with a letter of another alphabet", "K7QFM-2XD9T-RA\u0412"],
    ["the code of digits", "123456"],
    ["nothing", ""],
    ["only a link", "https://example.com/K7QFM2XD9TRAW"],
    ["only an address", "anna@K7QFM2XD9TRAW.example"],
  ])("is none if it is %s", (_, text) => {
    expect(strong(text)).toEqual({ kind: "none" });
  });

  it("takes O for 0, and I and L for 1", () => {
    expect(strong("oO0iI-lL111-0O0")).toEqual(code("0001111111000"));
  });

  it.each(["K7QFM-2XD9T-RAW K7QFM-2XD9T-RAX", "K7QFM2XD9TRAW or 0123456789ABC"])(
    "is not chosen from several that differ: %j",
    (text) => expect(strong(text)).toEqual({ kind: "several" }),
  );

  const codes = fc
    .array(fc.constantFrom(...Array.from(ALPHABET)), { minLength: 13, maxLength: 13 })
    .map((characters) => characters.join(""));
  const LOOKS = { "0": "0oO", "1": "1iIlL" } as Readonly<Record<string, string>>;
  /** One of the ways in which people write a character. */
  const written = (character: string, pick: number) => {
    const ways = LOOKS[character] ?? character + character.toLowerCase();
    return ways[pick % ways.length] ?? "";
  };

  it("is found in any case, in look-alikes, in any groups, with invisible characters anywhere", () => {
    const picks = fc.array(fc.nat(9), { minLength: 13, maxLength: 13 });
    const gaps = fc.array(fc.constantFrom("", "", " ", "-", "\u2013", "\n"), {
      minLength: 13,
      maxLength: 13,
    });
    fc.assert(
      fc.property(codes, picks, gaps, hidden, (all, pick, gap, marks) => {
        const text = Array.from(all, (one, i) => written(one, pick[i] ?? 0) + (gap[i] ?? "")).join("");
        expect(strong(marks(text))).toEqual(code(all));
      }),
      { numRuns: 2000 },
    );
  });

  it("is found as messages have it, among words that are not as long", () => {
    const words = fc
      .array(fc.stringMatching(/^[a-zA-Z\u00e4\u0627-\u064a\u4e00-\u4eff]{0,12}[.,!?:#()"']?$/), {
        maxLength: 8,
      })
      .map((all) => all.join(" "));
    fc.assert(
      fc.property(codes, words, words, fc.boolean(), (all, before, after, grouped) => {
        const shown = grouped ? `${all.slice(0, 5)}-${all.slice(5, 10)}-${all.slice(10)}` : all;
        expect(strong(`${before}\n${shown} ${after}`)).toEqual(code(all));
      }),
      { numRuns: 2000 },
    );
  });

  it("is always of the alphabet, and as long as was asked for", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer({ min: 1, max: 13 }),
        (text, length) => {
          const found = readCode(text, { format: "base32", length });
          if (found.kind === "code") expect(found.code).toMatch(new RegExp(`^[${ALPHABET}]{${length}}$`));
        },
      ),
    );
  });

  it("is looked for in a time that grows no faster than the text", () => {
    for (const text of ["K", "K ", "K-", "a.", "@", "\u0661", "://"].map((part) => part.repeat(100_000))) {
      const start = performance.now();
      expect(strong(text).kind).not.toBe("code");
      expect(performance.now() - start).toBeLessThan(4000);
    }
  });
});
