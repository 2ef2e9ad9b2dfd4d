import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { maskAddress } from "../../functions/domain/mask.ts";

describe("a masked e-mail address", () => {
  it.each([
    ["anna@example.com", "a***@example.com"],
    ["ab@example.com", "a***@example.com"],
    ["a@example.com", "***@example.com"],
  ])("shows of %s only %s", (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });

  it.each([
    ["anna@xn--mller-kva.de", "a***@müller.de"],
    ["anna@xn--strae-oqa.de", "a***@straße.de"],
    ["anna@mail.xn--e1afmkfd.xn--p1ai", "a***@mail.пример.рф"],
    ["anna@xn--fsqu00a.xn--0zwm56d", "a***@例子.测试"],
    ["anna@xn--mgbh0fb.xn--mgberp4a5d4ar", "a***@مثال.السعودية"],
    ["anna@xn--71bmz8ekc.xn--h2brj9c", "a***@पिछड़ा.भारत"],
    ["anna@xn--u9ju32nb2abz6g.jp", "a***@日本語の.jp"],
  ])("is written as people write it: %s", (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });

  it.each([
    ["Cyrillic letters that look like Latin ones", "xn--80ak6aa92e.com"],
    ["a Japanese letter that looks like a slash between Latin ones", "bank.xn--comlogin-634g.jp"],
    ["a Japanese sign that looks like a dash behind Latin ones", "xn--paypal-u64e.com"],
    ["Cyrillic letters among Latin ones", "xn--ypal-43d9g.com"],
    ["a Greek o among Latin letters", "xn--ggle-0nda.com"],
    ["a dotless i", "xn--gmal-nza.com"],
    ["what is no name at all", "xn--a.com"],
    ["what is another name when it is read again", "xn--gmail-.com"],
    ["an Arabic label before an ASCII one", "xn--mgbh0fb.com"],
  ])("keeps its ASCII letters with %s", (_, domain) => {
    expect(maskAddress(`anna@${domain}`)).toBe(`a***@${domain}`);
  });

  it("does not tell how long the local part is", () => {
    const lengths = ["ab", "anna", "a".repeat(64)].map((local) => maskAddress(`${local}@example.com`).length);
    expect(new Set(lengths).size).toBe(1);
  });

  it("shows at most one character before the at sign", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const local = address.slice(0, address.lastIndexOf("@"));
        const [shown = ""] = maskAddress(address).split("***@");
        expect(shown).toBe(local.length > 1 ? local.slice(0, 1) : "");
      }),
    );
  });
});

describe("a masked phone number", () => {
  it("shows the last two digits", () => {
    expect(maskAddress("+14155550123")).toBe("+*********23");
  });

  it("keeps its length and hides everything else", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{6,14}$/), (number) => {
        expect(maskAddress(number)).toHaveLength(number.length);
        expect(maskAddress(number).replaceAll(/[^0-9]/g, "")).toBe(number.slice(-2));
      }),
    );
  });
});
