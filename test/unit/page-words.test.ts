import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { STRONG_CODE } from "../../functions/domain/typed/code-shape.ts";
import { codeRefusal, REFUSALS } from "../../functions/domain/typed/refusals.ts";
import { invalidRequest } from "../../functions/http/problem.ts";
import { html } from "../../functions/pages/html.ts";
import { readPageFiles } from "../../functions/pages/page-files.ts";
import { addressError, codeError } from "../../functions/pages/problem-words.ts";
import { BUILT_IN_LOCALES, LANGUAGE_NAMES } from "../../functions/words/locales.ts";
import { COUNTED_KEY, PAGE_KEYS } from "../../functions/words/page-texts.ts";

const FOLDER = join(import.meta.dirname, "../../functions/words/word-files");

/** By key; a plural form is called like `attemptsLeft.few`. */
function textsOf(locale: string): Record<string, string> {
  const file = JSON.parse(readFileSync(join(FOLDER, `${locale}.json`), "utf8")) as {
    pages: Record<string, string | Record<string, string>>;
  };
  return Object.fromEntries(
    Object.entries(file.pages).flatMap(([key, text]) =>
      typeof text === "string"
        ? [[key, text]]
        : Object.entries(text).map(([form, one]) => [`${key}.${form}`, one]),
    ),
  );
}

const placeholders = (text = "") => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const english = textsOf("en");
const pages = readPageFiles();

describe("the words of the pages", () => {
  it("are there in every language that messages are written in, English first", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual([...BUILT_IN_LOCALES].map((name) => `${name}.json`).sort());
    expect(pages.locales[0]).toBe("en");
  });

  it("name each language as its own file does", () => {
    const names = BUILT_IN_LOCALES.map((locale) => [locale, textsOf(locale).language]);
    expect(Object.fromEntries(names)).toEqual(LANGUAGE_NAMES);
  });
});

describe.each(BUILT_IN_LOCALES)("the pages in %s", (locale) => {
  const texts = textsOf(locale);
  const plurals = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;

  it("say everything, and nothing that no page asks for", () => {
    const counted = plurals.map((form) => `${COUNTED_KEY}.${form}`);
    expect(Object.keys(texts).sort()).toEqual([...PAGE_KEYS, ...counted].sort());
    for (const text of Object.values(texts)) expect(text.trim()).not.toBe("");
  });

  it("leave room for the same things as in English", () => {
    for (const key of PAGE_KEYS)
      expect([key, placeholders(texts[key])]).toEqual([key, placeholders(english[key])]);
    for (const form of plurals) expect(placeholders(texts[`${COUNTED_KEY}.${form}`])).toEqual(["count"]);
  });

  it("count attempts and time in digits that codes have too", () => {
    const words = pages.wordsIn(locale);
    for (const left of [0, 1, 2, 3, 5, 10])
      expect(words.attemptsLeft(left).toString()).toContain(String(left));
    expect(words.time(45)).toContain("45");
    expect(words.time(300)).toContain("5");
    expect(words.instant("2026-11-25T09:10:00.000Z")).toContain("2026");
  });

  it("escape whatever fills a place, unless it is markup", () => {
    const filled = pages.wordsIn(locale).say("codeSent", { length: 6, recipient: "<b>" }).toString();
    expect(filled).toContain("&#60;b&#62;");
    const marked = pages.wordsIn(locale).say("codeSent", { length: 6, recipient: html`<b>x</b>` });
    expect(marked.toString()).toContain("<b>x</b>");
  });
});

describe("what is wrong with an address or a code", () => {
  const refused = (message: string) => invalidRequest([{ path: "x", message }]);
  const plain = (said: { toString(): string }) => said.toString().replaceAll(/<[^>]+>/g, "");

  it.each(Object.values(REFUSALS))("is said on a page as the API says it: %s", (message) => {
    for (const kind of ["email", "phone"] as const)
      expect(plain(addressError(pages.wordsIn("en"), refused(message), kind))).toBe(message);
  });

  it.each(["none", "several"] as const)("is said on a page as the API says it of a code: %s", (found) => {
    for (const shape of [{ format: "digits", length: 6 }, STRONG_CODE] as const) {
      const message = codeRefusal(found, shape);
      expect(plain(codeError(pages.wordsIn("en"), refused(message), shape))).toBe(message);
    }
  });

  it.each(BUILT_IN_LOCALES)("is said in words of its own for each reason in %s", (locale) => {
    const said = Object.values(REFUSALS).map((message) =>
      plain(addressError(pages.wordsIn(locale), refused(message), "email")),
    );
    expect(new Set(said).size).toBe(said.length);
  });
});
