import { describe, expect, it } from "@jest/globals";
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
