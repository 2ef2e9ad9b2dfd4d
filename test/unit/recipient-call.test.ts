import { describe, expect, it } from "@jest/globals";
import { parseRecipient } from "../../functions/domain/recipient.ts";

const read = (text: string, country: string, purpose: "message" | "call") => {
  const parsed = parseRecipient(text, "phone", country, purpose);
  return parsed.kind === "recipient" ? parsed.recipient : parsed.message;
};

describe("a number that is to be called", () => {
  it.each([
    ["030 901820", "DE", "+4930901820"],
    ["+49 30 901820", "US", "+4930901820"],
    ["0049 30 901820", "US", "+4930901820"],
    ["020 7946 0018", "GB", "+442079460018"],
    ["+44 56 0123 4567", "GB", "+445601234567"],
  ])("may be a fixed line, which no message is sent to: %s", (text, country, address) => {
    expect(read(text, country, "call")).toMatchObject({ address, fixedLine: true });
    expect(read(text, country, "message")).toBe(
      "Enter a mobile number: this one cannot receive text messages.",
    );
  });

  it.each([
    ["0171 1234567", "DE"],
    ["+1 415 555 0123", "US"],
    ["+44 7400 123456", "GB"],
    ["+1 624 555 0123", "US"],
  ])("is read as for a message where it takes both, or where that is not known: %s", (text, country) => {
    const recipient = read(text, country, "call");
    expect(recipient).toEqual(read(text, country, "message"));
    expect(recipient).not.toHaveProperty("fixedLine");
  });

  it.each([
    ["of a premium rate, which earns with a call", "+44 909 879 0000", "GB"],
    ["of a premium rate", "0900 1123456", "DE"],
    ["whose cost is shared", "+44 843 012 3456", "GB"],
    ["that is free for its callers", "+44 800 012 3456", "GB"],
    ["that reaches a company wherever it is", "+44 55 0123 4567", "GB"],
  ])("is none %s", (_, text, country) => {
    expect(read(text, country, "call")).toBe("Enter another number: we do not call this one.");
  });
});
