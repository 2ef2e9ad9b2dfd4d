import { describe, expect, it } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageWriter } from "../../functions/delivery/message.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { readWords, wordFaults } from "../../functions/words/check-words.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import type { MessageTexts } from "../../functions/words/message-texts.ts";
import { type WordBook, wordBook } from "../../functions/words/word-book.ts";
import { filesIn, knownLocales, type WordFiles } from "../../functions/words/word-files.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function filesOf(files: Readonly<Record<string, unknown>>): WordFiles {
  const read = (name: string) => {
    const content = files[name];
    return typeof content === "string" ? content : JSON.stringify(content);
  };
  return { names: Object.keys(files), read };
}

function wordsOf(files: Readonly<Record<string, unknown>>): WordBook {
  expect(faultsOf(files)).toEqual([]);
  return wordBook(filesOf(files));
}

function faultsOf(files: Readonly<Record<string, unknown>>): readonly string[] {
  return wordFaults(filesOf(files));
}

const BUILT_IN_WORDS = wordBook();

/** Everything that a book says. */
const everything = (words: WordBook) => ({
  messages: words.locales.map((locale) => [locale, words.messages(locale)]),
  pages: [...words.pageLanguages].map(([locale, name]) => [locale, name, words.pages(locale)]),
  layout: words.mailLayout(),
});

function text(words: WordBook, locale: string, purpose = "login"): string {
  const facts = {
    channel: "sms",
    address: "",
    passcode: new Passcode("012345"),
    minutesLeft: 5,
    askedAt: 0,
  } as const;
  const sender = { brand: "Latchkey", host: "id.example.com", supportUrl: null };
  return messageWriter(sender, words)({ ...facts, locale, purpose }).text.split("\n")[0] ?? "";
}

const finnish: MessageTexts = {
  subject: "{code} on {brand}-koodisi",
  lead: "{brand}-koodisi",
  text: "{code} on {brand}-koodisi. Voimassa {minutes} min.",
  expiry: { one: "Voimassa {minutes} minuutin.", other: "Voimassa {minutes} minuuttia." },
  warning: "Kukaan ei kysy koodia.",
  notYou: "Jos et pyytänyt koodia, voit ohittaa viestin.",
  notYouLink: "Jos et pyytänyt koodia, peru se: {link}",
  linkLabel: "En se ollut minä",
  support: "Apua: {support}",
  askedFrom: "Pyydetty: {askedFrom}",
  device: "{browser} ({system})",
};

const payment = { lead: "Maksu {amount}, {payee}", text: "{code}: maksu {amount}, {payee}" };

describe("an owner's words", () => {
  it("take the place of one text, and leave the others", () => {
    const words = wordsOf({ "en.json": { login: { text: "{code} opens {brand}." } } });
    expect(text(words, "en")).toBe("012345 opens Latchkey.");
    expect(text(words, "en", "other")).toBe(text(BUILT_IN_WORDS, "en", "other"));
    expect(text(words, "de")).toBe(text(BUILT_IN_WORDS, "de"));
  });

  it("of messages may name an address, as those of pages may not", () => {
    const words = wordsOf({ "en.json": { login: { text: "{code} opens https://bank.example/a." } } });
    expect(text(words, "en")).toBe("012345 opens https://bank.example/a.");
  });

  it("of a region lie over those of its language, and those of the owner's own", () => {
    const words = wordsOf({
      "pt-PT.json": { "verify-address": { text: "{code} confirma." } },
      "pt.json": { any: { text: "{code} vale." } },
    });
    expect(text(words, "pt-PT")).toBe("012345 vale.");
    expect(text(words, "pt-PT", "verify-address")).toBe("012345 confirma.");
    expect(text(words, "pt", "verify-address")).toBe(text(BUILT_IN_WORDS, "pt", "verify-address"));
    expect(text(words, "pt-BR")).toBe("012345 vale.");
  });

  it("of a script lie under those of its regions, whose names are shorter", () => {
    const words = wordsOf({
      "zh-TW.json": { login: { text: "{code} TW" } },
      "zh-Hant.json": { login: { text: "{code} Hant" } },
      // A language that is not built in may leave out in a region what the script says.
      "az-Arab.json": { any: finnish, "confirm-transaction": payment },
      "az-IR.json": { login: { text: "{code} IR" } },
    });
    const said = ["zh-TW", "zh-HK", "zh-Hant", "az-IR"].map((tag) => text(words, tag));
    expect(said).toEqual(["012345 TW", "012345 Hant", "012345 Hant", "012345 IR"]);
    expect(text(words, "az-IR", "step-up")).toContain("-koodisi. Voimassa 5 min.");
    expect(text(words, "zh-CN")).toBe(text(BUILT_IN_WORDS, "zh-CN"));
  });

  it("are a whole new language, if they are complete", () => {
    const words = wordsOf({ "fi.json": { any: finnish, "confirm-transaction": payment } });
    expect(text(words, "fi-FI")).toBe("012345 on Latchkey-koodisi. Voimassa 5 min.");
  });
});

describe("words that are wrong", () => {
  it.each<[situation: string, file: string, content: unknown, fault: string]>([
    [
      "an unknown placeholder",
      "de.json",
      { login: { subject: "{code} {brnd}" } },
      "words/de.json: login.subject: {brnd} is no placeholder of this text; use {code}, {brand}",
    ],
    [
      "a placeholder of another text",
      "de.json",
      { any: { warning: "{code}" } },
      "words/de.json: any.warning: {code} is no placeholder of this text; use {brand}",
    ],
    [
      "a brace alone",
      "de.json",
      { any: { linkLabel: "a { b" } },
      "words/de.json: any.linkLabel: { is no placeholder of this text; use {brand}",
    ],
    [
      "a message without its code",
      "de.json",
      { login: { text: "Hallo" } },
      "words/de.json: login.text: {code} is missing; put it where it belongs",
    ],
    [
      "a payment that is not named",
      "de.json",
      { "confirm-transaction": { lead: "Zahlung an {payee}" } },
      "words/de.json: confirm-transaction.lead: {amount} is missing; put it where it belongs",
    ],
    [
      "an unknown text",
      "de.json",
      { login: { titel: "x" } },
      "words/de.json: login.titel: there is no such text; use subject, lead, text, call, expiry, warning, notYou, notYouLink, linkLabel, support, askedFrom, askedAt, forApp, device, strongCode, codeLink, codeLinkLabel",
    ],
    [
      "an unknown purpose",
      "de.json",
      { logn: {} },
      "words/de.json: logn: there is no such section; use any, login, verify-address, confirm-transaction, change-contact, notices, pages",
    ],
    ["no texts", "de.json", { login: "x" }, "words/de.json: login: must be an object of texts"],
    [
      "invalid JSON",
      "de.json",
      '{"login": }',
      "words/de.json: is not JSON; look for a missing comma or quotation mark",
    ],
    ["no object", "de.json", [], 'words/de.json: must be an object like {"login": {"lead": "..."}}'],
    ["no text", "de.json", { any: { warning: 5 } }, "words/de.json: any.warning: must be a text"],
    ["an empty text", "de.json", { any: { warning: " " } }, "words/de.json: any.warning: must be a text"],
    [
      "a line that could be the last one of an SMS",
      "de.json",
      { any: { text: "{code}\n@evil.example #1" } },
      "words/de.json: any.text: must be one line, without control characters",
    ],
    [
      "a text without an end",
      "de.json",
      { any: { warning: "x".repeat(501) } },
      "words/de.json: any.warning: is longer than 500 characters",
    ],
    [
      "plural forms that lack one",
      "ar.json",
      { any: { expiry: { one: "a", two: "b", other: "c" } } },
      'words/ar.json: any.expiry: the form "few" is missing, which this language needs',
    ],
    [
      "an unknown plural form",
      "de.json",
      { any: { expiry: { one: "a", other: "b", lots: "c" } } },
      "words/de.json: any.expiry: lots: there is no such plural form; use zero, one, two, few, many, other",
    ],
    [
      "a file of no region",
      "de-x1.json",
      {},
      "words/de-x1.json: name the file after a language tag, like de.json or pt-BR.json",
    ],
    [
      "a file of no language",
      "german.json",
      {},
      "words/german.json: name the file after a language tag, like de.json or pt-BR.json",
    ],
  ])("%s is refused with the file, the key and what mends it", (_, file, content, fault) => {
    expect(faultsOf({ [file]: content })).toEqual([fault]);
  });

  it("are listed all at once", () => {
    expect(faultsOf({ "de.json": "", "fr.json": { logn: {} }, "es.json": {} })).toHaveLength(2);
  });

  it("of a new language that is not complete name every text that it lacks", () => {
    const { warning, device, ...some } = finnish;
    expect([warning, device]).toBeDefined();
    expect(faultsOf({ "fi.json": { any: some } })).toEqual([
      "words/fi.json: any.warning: is missing; a new language needs it",
      "words/fi.json: any.device: is missing; a new language needs it",
      "words/fi.json: confirm-transaction.lead: is missing; a new language needs it",
      "words/fi.json: confirm-transaction.text: is missing; a new language needs it",
    ]);
  });

  it.each(["__proto__", "constructor"])("a text called %s is one of them", (name) => {
    expect(faultsOf({ "de.json": `{"any": {"${name}": "x"}}` })).toHaveLength(1);
    expect(faultsOf({ "de.json": `{"${name}": {}}` })).toHaveLength(1);
  });
});

describe("the folder of words", () => {
  const folder = temporaryFolder();

  it("is read whole, and refused with every fault, when the service starts", () => {
    expect(everything(readWords(join(folder, "none")))).toEqual(everything(BUILT_IN_WORDS));
    writeFileSync(join(folder, "README.md"), "no words");
    writeFileSync(join(folder, "fi.json"), JSON.stringify({ any: finnish, "confirm-transaction": payment }));
    expect(readWords(folder).messages("fi").any.lead).toBe("{brand}-koodisi");
    expect(readWords(folder).locales).toEqual([...BUILT_IN_LOCALES, "fi"]);
    expect(knownLocales(filesIn(folder))).toEqual([...BUILT_IN_LOCALES, "fi"]);
    writeFileSync(join(folder, "de.json"), "{");
    expect(() => readWords(folder)).toThrow(
      "The words are wrong:\n- words/de.json: is not JSON; look for a missing comma or quotation mark",
    );
  });

  it("of this project has an example that is right", () => {
    const example = readFileSync(join(import.meta.dirname, "../../words/example/de.json"), "utf8");
    expect(faultsOf({ "de.json": example })).toEqual([]);
    expect(text(wordsOf({ "de.json": example }), "de")).not.toBe(text(BUILT_IN_WORDS, "de"));
  });
});
