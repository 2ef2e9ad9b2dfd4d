import { describe, expect, it } from "@jest/globals";
import examples from "libphonenumber-js/mobile/examples";
import parsePhoneNumber, { type CountryCode } from "libphonenumber-js/max";
import { parseRecipient, type Recipient } from "../../functions/domain/recipient.ts";

function read(text: string, country = "US"): Recipient | undefined {
  const parsed = parseRecipient(text, "phone", country);
  return parsed.kind === "recipient" ? parsed.recipient : undefined;
}

const phone = (text: string) => read(text)?.address;

describe("a phone number", () => {
  it.each(["+14155550123", "(415) 555-0123", "415.555.0123", "1 415 555 0123", "+1 (415) 555 0123"])(
    "is one number in any spelling: %s",
    (text) => {
      expect(read(text)).toEqual({ addressKind: "phone", address: "+14155550123", country: "US" });
    },
  );

  it.each([
    "\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
    "+1\u00a0415\u2013555\u20130123",
  ])("is read with characters of other keyboards: %s", (text) => expect(phone(text)).toBe("+14155550123"));

  it.each([
    ["0171 1234567", "DE", "+491711234567", "DE"],
    ["0171/1234567", "DE", "+491711234567", "DE"],
    ["07400 123456", "GB", "+447400123456", "GB"],
    ["011 44 7400 123456", "US", "+447400123456", "GB"],
    ["0044 7400 123456", "US", "+447400123456", "GB"],
    ["44 7400 123456", "US", "+447400123456", "GB"],
    ["+44 7400 123456", "US", "+447400123456", "GB"],
  ])("%s is read in %s as %s", (text, country, address, belongsTo) => {
    expect(read(text, country)).toEqual({ addressKind: "phone", address, country: belongsTo });
  });

  it.each([
    ["found in a text", "call +1 415 555 0123 now"],
    ["with an extension", "+1 415 555 0123 x5"],
    ["with an extension as in a link", "+14155550123;ext=5"],
    ["in letters", "+1 415 FLOWERS"],
    ["with two signs", "++14155550123"],
    ["beside a second one", "+14155550123 / +14155550124"],
    ["beside digits that no dialler knows", "+1 415 555 012\u0969 3"],
    ["without its area", "555 0123"],
    ["too short", "+1 415 555 012"],
    ["too long", "+1 415 555 01234"],
    ["of no country", "+999 123 456 789"],
    ["that is nothing", ""],
    ["that is one digit", "0"],
    ["that is only signs", "+ ( ) -"],
  ])("is refused %s", (_, text) => {
    expect(phone(text)).toBeUndefined();
  });

  it.each([
    ["a landline in London", "+44 20 7946 0018"],
    ["a landline in Berlin", "+49 30 901820"],
    ["a free number", "+1 800 555 0199"],
    ["a premium number", "+1 900 555 0199"],
  ])("is refused as unable to receive texts if it is %s", (_, text) => {
    expect(parseRecipient(text, "phone", "US")).toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("mobile"),
    });
  });
});

describe("a mobile number with its country code and without its plus", () => {
  const numbers = (Object.keys(examples) as CountryCode[])
    .map((country) => ({ country, number: parsePhoneNumber(examples[country], country)! }))
    .filter(({ number }) => number.number.length > 10);

  it.each(["message", "call"] as const)("is itself at home in every country, for a %s", (purpose) => {
    expect(numbers.length).toBeGreaterThan(200);
    const strays = numbers.flatMap(({ country, number }) =>
      [number.number, number.formatInternational()].flatMap((text) => {
        const parsed = parseRecipient(text.slice(1), "phone", country, purpose);
        const read = parsed.kind === "recipient" ? parsed.recipient.address : parsed.message;
        return read === number.number ? [] : [`${text} in ${country}: ${read}`];
      }),
    );
    expect(strays).toEqual([]);
  });

  it.each([
    ["49 151 23456789", "DE", "+4915123456789"],
    ["4917612345678", "DE", "+4917612345678"],
    ["33612345678", "DE", "+33612345678"],
    ["436641234567", "DE", "+436641234567"],
    ["447400123456", "DE", "+447400123456"],
    ["6281234567890", "ID", "+6281234567890"],
  ])("is no landline of the country that is the default: %s in %s", (text, country, address) => {
    for (const purpose of ["message", "call"] as const)
      expect(parseRecipient(text, "phone", country, purpose)).toMatchObject({ recipient: { address } });
  });

  it.each([
    ["of Turkey, written as a mobile number of Norway would be", "4741234567", "TR", "+904741234567"],
    ["of Germany, with its zero", "049 1512 345678", "DE", "+49491512345678"],
    ["of Germany, without its zero", "3090182012", "DE", "+493090182012"],
  ])("is not found in a landline %s", (_, text, country, address) => {
    expect(parseRecipient(text, "phone", country, "call")).toMatchObject({
      recipient: { address, fixedLine: true },
    });
  });
});
