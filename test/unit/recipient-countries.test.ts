import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CountryCode } from "libphonenumber-js";
import examples from "libphonenumber-js/mobile/examples";
import readWithAllData from "libphonenumber-js/max";
import { parseRecipient, type Recipient } from "../../functions/domain/recipient.ts";

/** Its one network has landlines only, which the data of all types lists as "landline or mobile". */
const WITHOUT_MOBILE_NETWORK = "TA";

const countries = (Object.keys(examples) as CountryCode[]).filter(
  (country) => country !== WITHOUT_MOBILE_NETWORK,
);

function ours(text: string, country: string): Recipient | undefined {
  const parsed = parseRecipient(text, "phone", country);
  return parsed.kind === "recipient" ? parsed.recipient : undefined;
}

/** The same question, asked of the data about numbers of all types: five times as much as a function carries. */
function expected(text: string, defaultCountry: CountryCode): Recipient | undefined {
  const number = readWithAllData(text, { defaultCountry, extract: false });
  const mobile = ["MOBILE", "FIXED_LINE_OR_MOBILE"].includes(number?.getType() ?? "");
  if (!number || !mobile || number.country === WITHOUT_MOBILE_NETWORK) return undefined;
  return { addressKind: "phone", address: number.number, ...(number.country && { country: number.country }) };
}

describe("phone numbers of all countries, read with the data about mobile numbers alone", () => {
  it("are known: an example of every country", () => {
    const unknown = countries.filter((country) => !ours(examples[country], country));
    expect(countries.length).toBeGreaterThan(200);
    expect(unknown).toEqual([]);
  });

  it("are the numbers, and no others, that the data about all types calls mobile", () => {
    const nearAnExample = fc
      .record({
        country: fc.constantFrom(...countries),
        edits: fc.array(fc.tuple(fc.nat(14), fc.integer({ min: 0, max: 9 })), { maxLength: 4 }),
        prefix: fc.constantFrom("", "", "", "0", "1", "8"),
        cut: fc.constantFrom(0, 0, 0, 0, 1),
      })
      .map(({ country, edits, prefix, cut }) => {
        const digits = Array.from<string>(examples[country]);
        for (const [at, digit] of edits) digits[at % digits.length] = String(digit);
        return { country, text: prefix + digits.slice(cut).join("") };
      });
    fc.assert(
      fc.property(nearAnExample, ({ country, text }) =>
        expect(ours(text, country)).toEqual(expected(text, country)),
      ),
      { numRuns: 3000 },
    );
  });
});
