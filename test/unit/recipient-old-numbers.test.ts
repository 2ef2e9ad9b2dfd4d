import { describe, expect, it } from "@jest/globals";
import { parseRecipient } from "../../functions/domain/recipient.ts";

const read = (text: string, country = "US") => {
  const parsed = parseRecipient(text, "phone", country);
  return parsed.kind === "recipient" ? [parsed.recipient.address, parsed.recipient.country] : parsed.message;
};

describe("a number in the spelling of the past", () => {
  it.each([
    ["+52 1 55 1234 5678", "US", "+525512345678", "MX"],
    ["044 55 1234 5678", "MX", "+525512345678", "MX"],
    ["045 55 1234 5678", "MX", "+525512345678", "MX"],
    ["01 55 1234 5678", "MX", "+525512345678", "MX"],
    ["1 55 1234 5678", "MX", "+525512345678", "MX"],
    ["+54 11 1234-5678", "US", "+5491112345678", "AR"],
    ["011 15 1234-5678", "AR", "+5491112345678", "AR"],
    ["+54 9 11 1234-5678", "US", "+5491112345678", "AR"],
    ["+55 11 8765-4321", "US", "+5511987654321", "BR"],
    ["(11) 8765-4321", "BR", "+5511987654321", "BR"],
    ["+225 07 12 34 56", "US", "+2250707123456", "CI"],
    ["+225 05 12 34 56", "US", "+2250505123456", "CI"],
    ["+225 01 12 34 56", "US", "+2250101123456", "CI"],
    ["44 12 34 56", "CI", "+2250544123456", "CI"],
    ["+229 97 12 34 56", "US", "+2290197123456", "BJ"],
    ["+84 120 123 4567", "US", "+84701234567", "VN"],
    ["0168 123 4567", "VN", "+84381234567", "VN"],
    ["0129 123 4567", "VN", "+84821234567", "VN"],
  ])("%s in %s is %s", (text, from, address, country) => {
    expect(read(text, from)).toEqual([address, country]);
  });

  it("is left as it is where it is a number of today", () => {
    expect(read("+55 11 7765-4321")).toEqual(["+551177654321", "BR"]);
    expect(read("+52 55 1234 5678")).toEqual(["+525512345678", "MX"]);
  });

  it("is not guessed where it may be a landline", () => {
    expect(read("+55 11 3765-4321")).toMatch(/cannot receive/);
    expect(read("+225 20 12 34 56")).toMatch(/too short/);
  });
});

describe("a number that no list knows", () => {
  it("is sent to where its length is possible, and counts for the main country of its code", () => {
    expect(read("+1 624 305 0111")).toEqual(["+16243050111", "US"]);
    expect(read("624 305 0111")).toEqual(["+16243050111", "US"]);
    expect(read("(624) 305-0111", "JM")).toEqual(["+16243050111", "US"]);
    expect(read("+7 555 123 45 67")).toEqual(["+75551234567", "RU"]);
  });

  it("is told how its length is wrong, or that its country code is", () => {
    expect(read("+1 415 555 012")).toMatch(/too short/);
    expect(read("+1 415 555 01234")).toMatch(/too long/);
    expect(read("+999 123 456 789")).toMatch(/No country has this country code/);
    expect(read("0049 151")).toMatch(/too short/);
    expect(read("call me")).toMatch(/^Enter a phone number/);
  });

  it.each(["+49 0000", "0049 0123", "+49 0000 0", "+43 1110", "+98 9601"])(
    "is too short where nobody is called so from abroad: %s",
    (text) => {
      expect(read(text)).toMatch(/too short/);
      expect(parseRecipient(text, "phone", "US", "call")).toMatchObject({ kind: "invalid" });
    },
  );

  it("is read where it is as short as the numbers of small islands", () => {
    expect(read("+683 4000")).not.toMatch(/too short/);
  });

  it("is of the country that its area belongs to, where several share a code", () => {
    expect(read("+44 7797 712345")).toEqual(["+447797712345", "JE"]);
    expect(read("+44 7781 123456")).toEqual(["+447781123456", "GG"]);
    expect(read("+44 7400 123456")).toEqual(["+447400123456", "GB"]);
  });
});
