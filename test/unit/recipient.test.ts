import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type AddressKind, inferAddressKind } from "../../functions/domain/address-kind.ts";
import {
  ledgerRecipient,
  parseRecipient,
  type Recipient,
  recipientKey,
  subjectOf,
} from "../../functions/domain/recipient.ts";
import { keyNamed } from "./builders.ts";

const secret = keyNamed("recipient");

function read(text: string, kind: AddressKind): Recipient | undefined {
  const parsed = parseRecipient(text, kind, "US");
  return parsed.kind === "recipient" ? parsed.recipient : undefined;
}

describe("any text", () => {
  const letters = fc.constantFrom(..."ab1.+-_@ \u00e4\u00df\u0130\u01c5\ufb01%'\"<>[]\u3002\u0661".split(""));
  const digits = fc.constantFrom(..."0123456789+()-./ \uff11\u0661x".split(""));
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.emailAddress(),
    fc.string({ unit: letters, maxLength: 20 }).map((text) => `${text}@example.com`),
    fc.string({ unit: letters, maxLength: 20 }).map((text) => `anna@${text}.com`),
    fc.string({ unit: digits, maxLength: 18 }),
    fc.stringMatching(/^\+(1415|4474|4917|3933|8190)[0-9]{6,10}$/),
    fc.stringMatching(/^(\+|00)(49|43|39|98|683)[0-9]{2,6}$/),
  );

  it.each<AddressKind>(["email", "phone"])("is refused as %s, or its normal form reads as itself", (kind) => {
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const recipient = read(text, kind);
        if (!recipient) return;
        accepted += 1;
        expect(recipient.address).toMatch(kind === "email" ? /^[\x21-\x7e]+$/ : /^\+[1-9][0-9]{6,14}$/);
        expect(read(recipient.address, kind)).toEqual(recipient);
        expect(inferAddressKind(recipient.address)).toBe(kind);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe("a plus-tag", () => {
  const plain = read("anna@example.com", "email")!;
  const tagged = read("anna+shop@example.com", "email")!;

  it("makes another identity", () => {
    expect(recipientKey(secret, tagged)).not.toBe(recipientKey(secret, plain));
    expect(subjectOf(secret, tagged)).not.toBe(subjectOf(secret, plain));
  });

  it("does not make another ledger, however many there are", () => {
    expect(ledgerRecipient(tagged, "open")).toEqual(plain);
    expect(ledgerRecipient({ ...plain, address: "anna+a+b@example.com" }, "open")).toEqual(plain);
    expect(ledgerRecipient(plain, "open")).toEqual(plain);
  });
  it("shares it at Gmail with every dot and with its other name, and nowhere else", () => {
    const ledgerOf = (address: string) => ledgerRecipient({ addressKind: "email", address }, "open").address;
    for (const address of ["anna.b@gmail.com", "a.n.nab+x@googlemail.com", "annab@gmail.com"])
      expect(ledgerOf(address)).toBe("annab@gmail.com");
    for (const address of ["anna.b@example.com", "anna.b@gmail.com.example.com", "anna.b@mygmail.com"])
      expect(ledgerOf(address)).toBe(address);
  });

  it("is each customer's own in a registered service", () => {
    for (const address of ["anna+x@example.com", "an.na@gmail.com"])
      expect(ledgerRecipient({ addressKind: "email", address }, "registered").address).toBe(address);
  });

  it("is none at the start of the local part, nor in a phone number", () => {
    for (const address of ["+shop@example.com", "+14155550123"])
      expect(ledgerRecipient({ addressKind: "email", address }, "open").address).toBe(address);
  });
});

describe("what is derived of a recipient", () => {
  const spelled = ["+14155550123", "(415) 555-0123"].map((text) => read(text, "phone")!);

  it("is one partition for all spellings of a number", () => {
    expect(new Set(spelled.map((recipient) => recipientKey(secret, recipient))).size).toBe(1);
    expect(recipientKey(secret, spelled[0]!)).toMatch(/^[\w-]{22}$/);
  });

  it("is a subject that does not name the partition", () => {
    for (const recipient of [...spelled, read("anna@example.com", "email")!])
      expect(subjectOf(secret, recipient)).not.toBe(recipientKey(secret, recipient));
  });

  it("differs between kinds of addresses and between secrets", () => {
    const made = (["email", "phone"] as const).flatMap((addressKind) =>
      [secret, keyNamed("other")].flatMap((key) => [
        recipientKey(key, { addressKind, address: "same" }),
        subjectOf(key, { addressKind, address: "same" }),
      ]),
    );
    expect(new Set(made).size).toBe(8);
  });
});

describe("a text of no stated kind", () => {
  it.each([
    ["anna@example.com", "email"],
    ["anna\uff20example.com", "email"],
    ["anna\ufe6bexample.com", "email"],
    ["+14155550123", "phone"],
    ["anna", "phone"],
  ])("is an e-mail address if it has an at sign of any width: %s is %s", (text, kind) => {
    expect(inferAddressKind(text)).toBe(kind);
  });
});
