import { describe, expect, it } from "@jest/globals";
import { suggestAddress } from "../../functions/domain/typed/suggest-domain.ts";

describe("a domain that is one slip away from a large provider's", () => {
  it.each([
    ["two letters changed places", "anna@gmial.com", "anna@gmail.com"],
    ["a letter is missing", "anna@gmai.com", "anna@gmail.com"],
    ["a letter is too many", "anna@gmaill.com", "anna@gmail.com"],
    ["a letter is another", "anna@hotnail.com", "anna@hotmail.com"],
    ["the end is cut", "anna@gmail.co", "anna@gmail.com"],
    ["the end is wrong", "anna@yahoo.cm", "anna@yahoo.com"],
    ["there is a tag", "anna+shop@outlok.com", "anna+shop@outlook.com"],
    ["it is a provider that the list lacks", "anna@protonmial.com", "anna@protonmail.com"],
  ])("is asked about if %s", (_, typed, meant) => {
    expect(suggestAddress(typed)).toBe(meant);
  });

  it.each([
    ...[
      "gmail.com",
      "googlemail.com",
      "ymail.com",
      "email.com",
      "outlook.de",
      "yahoo.co.uk",
      "gmx.at",
      "web.de",
    ],
    // Of another country, and in no list.
    ...["hotmail.ch", "hotmail.at", "hotmail.no", "outlook.at", "outlook.pt", "yahoo.fi", "yahoo.com.hk"],
    ...["gmx.li", "live.be", "live.cl", "yandex.rs", "bluewin.cz", "seznam.sk", "yahoo.co.il"],
    ...["me.com", "mail.com", "aol.de", "example.com", "uni-jena.de", "hotmale.com", "gm.com", "com"],
  ])("is left alone if it is %s", (domain) => {
    expect(suggestAddress(`anna@${domain}`)).toBeUndefined();
  });
});
