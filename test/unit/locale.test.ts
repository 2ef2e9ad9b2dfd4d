import { describe, expect, it } from "@jest/globals";
import { acceptedLocale, directionOf, isLocale, matchLocale } from "../../functions/domain/locale.ts";

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
  ])("for %j is %j", (wanted, found) => {
    expect(matchLocale(wanted, KNOWN)).toBe(found);
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
    ["de<script>, ;;;,,q=1", undefined],
    [`${"x".repeat(600)},de`, undefined],
  ])("%j is %j", (header, found) => {
    expect(acceptedLocale(header, KNOWN)).toBe(found);
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
