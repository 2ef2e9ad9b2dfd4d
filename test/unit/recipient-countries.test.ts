import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import examples from "libphonenumber-js/mobile/examples";
import parsePhoneNumber, { type CountryCode, type PhoneNumber } from "libphonenumber-js/max";
import { parseRecipient, type Recipient } from "../../functions/domain/recipient.ts";
import { hidden, inDigitsOf, SCRIPTS } from "./typed-builders.ts";

const countries = Object.keys(examples) as CountryCode[];
const numbers = countries.map((country) => ({
  country,
  number: parsePhoneNumber(examples[country], country)!,
}));

function ours(text: string, country: string): Recipient | undefined {
  const parsed = parseRecipient(text, "phone", country);
  return parsed.kind === "recipient" ? parsed.recipient : undefined;
}

/** How people write one number. @param country where the number is at home */
function spellings(number: PhoneNumber): readonly string[] {
  const { countryCallingCode: code, nationalNumber } = number;
  const international = number.formatInternational();
  return [
    number.number,
    international,
    international.replaceAll(" ", "-"),
    number.getURI(),
    `00${number.number.slice(1)}`,
    `00 ${international.slice(1)}`,
    `(+${code}) ${nationalNumber}`,
    `(00${code}) ${nationalNumber}`,
    `+(${code}) ${nationalNumber}`,
    `+${code} (0) ${nationalNumber}`,
    `+${code}/${nationalNumber.slice(0, 3)}/${nationalNumber.slice(3)}`,
  ];
}

describe("the example number of every country", () => {
  it("is one recipient in every spelling, from wherever it is typed", () => {
    expect(numbers.length).toBeGreaterThan(240);
    const others = ["US", "DE", "GB", "JP", "BR", "AU", "IT", "RU", "CO", "IN"];
    const strays = numbers.flatMap(({ country, number }) => {
      const known = ours(number.number, "US");
      const typed = [
        ...spellings(number).flatMap((text) => others.map((from) => [text, from] as const)),
        ...[number.formatNational(), examples[country]].map((text) => [text, country] as const),
      ];
      return typed
        .filter(([text, from]) => {
          const read = ours(text, from);
          return read?.address !== number.number || read.country !== known?.country;
        })
        .map(([text, from]) => `${text} in ${from}`);
    });
    expect(strays).toEqual([]);
  });

  it("is one recipient in every script's digits and with marks anywhere", () => {
    const typed = fc.record({
      at: fc.constantFrom(...numbers),
      form: fc.nat(20),
      script: fc.constantFrom(...SCRIPTS),
      marks: hidden,
      ends: fc.constantFrom("", " ", "\u00a0", "\t", "\r\n", "\u3000"),
    });
    fc.assert(
      fc.property(typed, ({ at: { country, number }, form, script, marks, ends }) => {
        const all = [...spellings(number), number.formatNational()];
        const text = marks(ends + inDigitsOf(script, all[form % all.length]!) + ends);
        expect(ours(text, country)?.address).toBe(number.number);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Read until it reads as itself: the library drops a trunk prefix each time. */
function settled(text: string): PhoneNumber | undefined {
  const read = parsePhoneNumber(text, { extract: false });
  return read === undefined || read.number === text ? read : settled(read.number);
}

describe("any other number", () => {
  const nearAnExample = fc
    .record({
      at: fc.constantFrom(...numbers),
      edits: fc.array(fc.tuple(fc.nat(14), fc.integer({ min: 0, max: 9 })), { maxLength: 6 }),
      more: fc.constantFrom("", "", "", "7", "42"),
      cut: fc.constantFrom(0, 0, 0, 1, 2),
    })
    .map(({ at: { number }, edits, more, cut }) => {
      const digits = Array.from<string>(number.nationalNumber);
      for (const [at, digit] of edits) digits[at % digits.length] = String(digit);
      return `+${number.countryCallingCode}${digits.slice(cut).join("")}${more}`;
    });

  it("is sent to if it is possible, unless it is known to be no mobile", () => {
    const seen = { mobile: 0, unknown: 0, other: 0, impossible: 0 };
    fc.assert(
      fc.property(nearAnExample, (text) => {
        const known = settled(text);
        const type = known?.getType();
        const read = parseRecipient(text, "phone", "US");
        if (type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE") {
          seen.mobile += 1;
          expect(read).toMatchObject({ recipient: { address: known?.number } });
        } else if (read.kind === "recipient" && read.recipient.address !== known?.number) {
          // What it is today: of the same country code, and mobile, unless the old length alone tells that it is of the past.
          const today = parsePhoneNumber(read.recipient.address);
          expect(today?.countryCallingCode).toBe(known?.countryCallingCode);
          expect(today?.isPossible()).toBe(true);
          const types = ["MOBILE", "FIXED_LINE_OR_MOBILE", ...(known?.isPossible() ? [] : [undefined])];
          expect(types).toContain(today?.getType());
        } else if (type !== undefined) {
          seen.other += 1;
          expect(read).toMatchObject({ message: expect.stringContaining("cannot receive") });
        } else if (known?.isPossible()) {
          seen.unknown += 1;
          expect(read).toMatchObject({ recipient: { address: known.number, country: expect.any(String) } });
        } else {
          seen.impossible += 1;
          expect(read.kind).toBe("invalid");
        }
      }),
      { numRuns: 6000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
