import { describe, expect, it } from "@jest/globals";
import { parseRecipient, type Recipient } from "../../functions/domain/recipient.ts";

function read(text: string): Recipient | undefined {
  const parsed = parseRecipient(text, "email", "US");
  return parsed.kind === "recipient" ? parsed.recipient : undefined;
}

const email = (text: string) => read(text)?.address;

describe("an e-mail address", () => {
  it.each([
    ["Anna@Example.COM", "anna@example.com"],
    ["  anna@example.com ", "anna@example.com"],
    ["anna@B\u00fccher.example", "anna@xn--bcher-kva.example"],
    ["anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"],
    ["anna@fa\u00df.de", "anna@xn--fa-hia.de"],
    ["anna@\uff45xample.com", "anna@example.com"],
    ["\uff41nna\uff20example\uff0ecom", "anna@example.com"],
    ["anna@example\u3002com", "anna@example.com"],
    ["anna\u0661\u0662@example.com", "anna12@example.com"],
    ["mailto:anna@example.com", "anna@example.com"],
    ["\u200banna@example.com\u00a0\u2060", "anna@example.com"],
    ["\u202eanna@example.com", "anna@example.com"],
    ["\tanna@example.com\r\n", "anna@example.com"],
    ["anna@example.com\u2028", "anna@example.com"],
    ["o'neil+news@mail.example.co.uk", "o'neil+news@mail.example.co.uk"],
    ["anna@localhost.localdomain", "anna@localhost.localdomain"],
    ["a%40b@example.com", "a%40b@example.com"],
    [`${"x".repeat(64)}@example.com`, `${"x".repeat(64)}@example.com`],
  ])("%j is read as %s", (text, address) => {
    expect(read(text)).toEqual({ addressKind: "email", address });
  });

  it.each([
    ["no at sign", "anna.example.com"],
    ["two at signs", "anna@home@example.com"],
    ["no local part", "@example.com"],
    ["no domain", "anna@"],
    ["no top-level domain", "anna@localhost"],
    ["a top-level domain of digits", "anna@example.123"],
    ["a trailing dot", "anna@example.com."],
    ["an empty label", "anna@example..com"],
    ["a leading dot", "anna@.example.com"],
    ["a label that starts with a dash", "anna@-example.com"],
    ["an underscore in the domain", "anna@ex_ample.com"],
    ["a label of 64 characters", `anna@${"b".repeat(64)}.com`],
    ["a local part of 65 characters", `${"x".repeat(65)}@example.com`],
    ["255 characters", `anna@${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(61)}.${"e".repeat(60)}.com`],
    ["an IPv4 address", "anna@192.0.2.1"],
    ["an address in brackets", "anna@[192.0.2.1]"],
    ["a number that URLs read as IPv4", "anna@0x7f.1"],
    ["a whole number", "anna@2130706433"],
    ["an escape in the domain", "anna@example%2ecom"],
    ["a port", "anna@example.com:25"],
    ["a path", "anna@example.com/x"],
    ["a query", "anna@example.com?x"],
    ["a fragment", "anna@example.com#x"],
    ["a backslash", "anna@example.com\\x"],
    ["quotes", '"anna"@example.com'],
    ["a comment", "anna(home)@example.com"],
    ["a display name", "Anna <anna@example.com>"],
    ["two addresses", "anna@example.com,bob@example.com"],
    ["a space in the local part", "an na@example.com"],
    ["a space in the domain", "anna@exam ple.com"],
    ["dots in a row", "an..na@example.com"],
    ["a dot at the end of the local part", "anna.@example.com"],
    ["letters beyond ASCII in the local part", "\u00e4nna@example.com"],
    ["a line end and a header", "anna@example.com\r\nBcc: bob@example.com"],
    ["a line end within", "anna@exam\nple.com"],
    ["a NUL", "anna\u0000@example.com"],
    ["a zero-width space", "an\u200bna@example.com"],
    ["a soft hyphen in the domain", "anna@exam\u00adple.com"],
    ["a line separator within", "anna@exam\u2028ple.com"],
    ["a right-to-left override within", "anna@\u202eexample.com"],
  ])("is refused with %s", (_, text) => {
    expect(email(text)).toBeUndefined();
  });

  it("may have 254 characters", () => {
    const longest = `anna@${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(61)}.${"e".repeat(59)}.com`;
    expect(longest).toHaveLength(254);
    expect(email(longest)).toBe(longest);
  });

  it("is refused with a letter that only becomes ASCII when it is lower-cased", () => {
    expect(email("\u212aate@example.com")).toBeUndefined();
  });
});

describe("an e-mail address that is none", () => {
  it.each([
    ["anna.example.com", /The @ is missing/],
    ["@example.com", /before the @ is missing/],
    ["anna@", /after the @ is missing/],
    ["anna@example", /end of the address is missing/],
    ["anna@home@example.com", /more than one @/],
    ["anna @example.com", /a space/],
    ["\u00e4nna@example.com", /a character that we cannot send to/],
    [`${"x".repeat(65)}@example.com`, /too long/],
    [`anna@${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(61)}.${"e".repeat(60)}.com`, /too long/],
    ["an\u200bna@example.com", /characters that no address has/],
    ["anna@-example.com", /^Enter an e-mail address like/],
    ["", /^Enter an e-mail address like/],
  ])("is told what is missing: %j", (text, message) => {
    expect(parseRecipient(text, "email", "US")).toMatchObject({
      kind: "invalid",
      message: expect.stringMatching(message),
    });
  });
});
