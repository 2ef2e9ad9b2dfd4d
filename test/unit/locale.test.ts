import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  acceptedLocale,
  directionOf,
  isLocale,
  matchLocale,
  readLocale,
} from "../../functions/domain/locale.ts";

const KNOWN = ["en", "de", "pt", "pt-PT", "zh"];

describe("the known language nearest to a wanted one", () => {
  it.each([
    ["de", "de"],
    ["DE", "de"],
    ["de-AT", "de"],
    ["pt-BR", "pt"],
    ["pt-pt", "pt-PT"],
    ["zh-Hans-CN", "zh"],
    ["sv", undefined],
    ["", undefined],
    ["den", undefined],
    ["constructor", undefined],
    ["pt-BR-u-nu-latn", "pt"],
    ["pt_PT", "pt-PT"],
    ["cmn-Hans-CN", "zh"],
    ["zh-yue-HK", "zh"],
    ["x-private", undefined],
  ])("for %j is %j", (wanted, found) => {
    expect(matchLocale(wanted, KNOWN)).toBe(found);
  });
});

describe("a language that is written in two scripts", () => {
  const scripts = ["en", "zh", "zh-Hant", "sr", "sr-Latn", "az-Arab", "uz-Latn-UZ"];

  it.each([
    ["zh-TW", "zh-Hant"],
    ["zh-HK", "zh-Hant"],
    ["zh_MO", "zh-Hant"],
    ["zh-Hant-HK", "zh-Hant"],
    ["zh-CN", "zh"],
    ["zh-Hans-TW", "zh"],
    ["zh", "zh"],
    ["sr-ME", "sr-Latn"],
    ["sr-RS", "sr"],
    ["sr-Cyrl-ME", "sr"],
    ["az-IR", "az-Arab"],
    ["az", undefined],
    ["uz-UZ", "uz-Latn-UZ"],
    ["en-GB", "en"],
  ])("is found for %s in its own: %s", (wanted, found) => {
    expect(matchLocale(wanted, scripts)).toBe(found);
  });

  it("is found by its region first, however that is written", () => {
    expect(matchLocale("zh-HK", [...scripts, "zh-HK"])).toBe("zh-HK");
    expect(matchLocale("zh-Hant-HK", [...scripts, "zh-HK"])).toBe("zh-HK");
    expect(matchLocale("zh-Hans-HK", ["zh-HK"])).toBeUndefined();
    expect(acceptedLocale("zh-TW,en;q=0.5", ["zh-Hant", "en"])).toBe("zh-TW");
  });
});

describe("the language of an Accept-Language header", () => {
  it.each([
    ["de-CH, de;q=0.9, en;q=0.8", "de-CH"],
    ["sv, en;q=0.5, de;q=0.7", "de"],
    ["en;q=0.1,de", "de"],
    ["de;q=0, en;q=0.2", "en"],
    ["fr ; q=0.9 , de ; q=0.8", "de"],
    ["en;q=2, de;q=0.1", "de"],
    ["*", undefined],
    ["sv", undefined],
    ["", undefined],
    [undefined, undefined],
    ["de-DE-u-co-phonebk", "de-DE"],
    ["sv-SE-t-de-m0-din, pt_br;q=0.9", "pt-BR"],
    ["de<script>, ;;;,,q=1", undefined],
    [`${"x".repeat(600)},de`, undefined],
  ])("%j is %j", (header, found) => {
    expect(acceptedLocale(header, KNOWN)).toBe(found);
  });
});

describe("a tag", () => {
  it.each([
    ["en-US-u-va-posix", "en-US"],
    ["de-DE-u-co-phonebk-x-bank", "de-DE"],
    ["EN_us", "en-US"],
    ["de_DE.UTF-8@euro", "de-DE"],
    ["en-US@posix", "en-US"],
    [" zh-Hant-TW ", "zh-Hant-TW"],
    ["sr-Latn-RS-ekavsk", "sr-Latn-RS-ekavsk"],
    ["es-419", "es-419"],
    ["sl-IT-nedis-a-unknown-extension", "sl-IT-nedis"],
    ["iw", "he"],
    ["zh-yue-HK", "zh"],
    ["en-GB-oed", "en-GB"],
    [`de-${"variant1-".repeat(30)}x-y`, "de-variant1"],
    [`en-u-${"co-phonebk-".repeat(3000)}`, "en"],
  ])("is read without what chooses no words: %j", (text, locale) => {
    expect(readLocale(text)).toBe(locale);
  });

  it.each(["", "-", "x-private", "i-klingon", "<b>", "de<script>", "../de", "\ud800", "e", "1de", "en--US"])(
    "is none: %j",
    (text) => expect(readLocale(text)).toBeUndefined(),
  );

  it("that is read is short, and reads as itself", () => {
    const parts = fc.array(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), { maxLength: 12 });
    const tags = fc.oneof(
      fc.string(),
      parts.map((all) => all.join("-")),
      parts.map((all) => all.join("_")),
    );
    fc.assert(
      fc.property(tags, (tag) => {
        const locale = readLocale(tag);
        if (locale === undefined) return;
        expect(locale.length).toBeLessThanOrEqual(35);
        expect(readLocale(locale)).toBe(locale);
        expect(directionOf(locale)).toMatch(/^(ltr|rtl)$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a language", () => {
  it("is written in its own direction", () => {
    expect(["ar", "ar-EG", "he", "fa", "ur"].map(directionOf)).toEqual(Array(5).fill("rtl"));
    expect(["en", "hi", "zh-TW", "ku"].map(directionOf)).toEqual(Array(4).fill("ltr"));
  });

  it("has a tag that every rule understands", () => {
    expect(["de", "pt-BR", "zh-Hans-CN"].every(isLocale)).toBe(true);
    expect(["", "german", "de_AT", "de-x1", "../de"].some(isLocale)).toBe(false);
  });
});
