import { describe, expect, it } from "@jest/globals";
import { readPageFiles } from "../../functions/pages/page-files.ts";
import { wordFaults } from "../../functions/words/check-words.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { BUILT_IN_FILES, type WordFiles } from "../../functions/words/word-files.ts";

/** Each file has its `pages` alone. */
function filesOf(pages: Readonly<Record<string, object>>): WordFiles {
  return {
    names: Object.keys(pages).map((tag) => `${tag}.json`),
    read: (name) => JSON.stringify({ pages: pages[name.replace(".json", "")] }),
  };
}

function pagesWith(pages: Readonly<Record<string, object>>) {
  expect(wordFaults(filesOf(pages))).toEqual([]);
  return readPageFiles(wordBook(filesOf(pages)));
}

const english = JSON.parse(BUILT_IN_FILES.read("en.json")) as Record<string, object>;

describe("an owner's words of the pages", () => {
  it("take the place of one text, and leave the others", () => {
    const own = pagesWith({ de: { signIn: "Willkommen" } });
    expect(own.wordsIn("de").say("signIn").toString()).toBe("Willkommen");
    expect(own.wordsIn("de").say("email").toString()).toBe("E-Mail-Adresse");
    expect(own.wordsIn("en").say("signIn").toString()).toBe("Sign in");
    expect([...own.wordsIn("de").languages]).toEqual([...readPageFiles().wordsIn("de").languages]);
  });

  it("are escaped as values are", () => {
    const own = pagesWith({ en: { help: "Help & more" } });
    expect(own.wordsIn("en").say("help").toString()).toBe("Help &#38; more");
  });

  it("of a region lie over those of its language, and have a name of their own", () => {
    const own = pagesWith({
      "pt-BR": { language: "Português (Brasil)", signIn: "Entre" },
      pt: {
        signIn: "Começar",
        help: "Apoio",
        attemptsLeft: { one: "Só {count}", many: "{count}", other: "Restam {count}" },
      },
    });
    const words = own.wordsIn("pt-BR");
    expect([words.say("signIn").toString(), words.say("help").toString()]).toEqual(["Entre", "Apoio"]);
    expect(words.attemptsLeft(1).toString()).toBe("Só 1");
    expect(words.attemptsLeft(3).toString()).toBe("Restam 3");
    expect(own.locales).toEqual(["en", "ar", "de", "es", "fr", "hi", "pt", "pt-BR", "zh"]);
    expect(words.languages.get("pt-BR")).toBe("Português (Brasil)");
  });

  it("of a region that changes messages alone add no language to the pages", () => {
    const own: WordFiles = { names: ["de-AT.json"], read: () => '{"login": {"lead": "Ihr Code"}}' };
    expect(wordFaults(own)).toEqual([]);
    expect(readPageFiles(wordBook(own)).locales).toEqual(readPageFiles().locales);
  });

  it("are a whole new language, if they are complete, with its messages", () => {
    const { pages, ...messages } = english;
    const own = (text: object): WordFiles => ({ names: ["fi.json"], read: () => JSON.stringify(text) });
    const finnish = { ...messages, pages: { ...pages, language: "Suomi", signIn: "Kirjaudu" } };
    expect(wordFaults(own(finnish))).toEqual([]);
    const made = readPageFiles(wordBook(own(finnish)));
    expect(made.wordsIn("fi").say("signIn").toString()).toBe("Kirjaudu");
    expect(made.wordsIn("en").languages.get("fi")).toBe("Suomi");
    expect(wordFaults(own({ ...messages, pages: { language: "Suomi" } }))).toContain(
      "words/fi.json: pages.attemptsLeft: is missing; a new language needs it",
    );
  });
});

describe("words of the pages that are wrong", () => {
  it.each<[situation: string, pages: object, fault: string]>([
    [
      "an unknown text",
      { signin: "x" },
      "signin: there is no such text; use one of functions/words/word-files/en.json",
    ],
    [
      "an unknown placeholder",
      { codeSent: "{lenght} {recipient}" },
      "codeSent: {lenght} is no placeholder of this text; use {length}, {recipient}",
    ],
    [
      "a placeholder where there is none",
      { signIn: "{brand}" },
      "signIn: {brand} is no placeholder of this text; it has none",
    ],
    [
      "a page that hides whom it speaks of",
      { askSignOutLead: "{app} fragt." },
      "askSignOutLead: {recipient} is missing; put it where it belongs",
    ],
    [
      "markup, which would be shown as it is",
      { signIn: "<b>Los</b>" },
      "signIn: <b> is markup, which would be shown as it is; write words alone",
    ],
    [
      "a character by its name",
      { signIn: "Los&nbsp;jetzt" },
      "signIn: &nbsp; is markup, which would be shown as it is; write words alone",
    ],
    [
      "an address of another place",
      { help: "Siehe https://evil.example/x" },
      "help: https://evil.example/x is an address; a page leads nowhere else",
    ],
    ["a line break", { help: "a\nb" }, "help: must be one line, without control characters"],
    ["no text", { help: 5 }, "help: must be a text"],
    [
      "plural forms that lack one",
      { attemptsLeft: { one: "{count}" } },
      'attemptsLeft: the form "other" is missing, which this language needs',
    ],
    [
      "a counted text without forms",
      { attemptsLeft: "{count}" },
      'attemptsLeft: must be an object of plural forms, like {"one": "...", "other": "..."}',
    ],
  ])("%s is refused with the file, the key and what mends it", (_, pages, fault) => {
    expect(wordFaults(filesOf({ de: pages }))).toEqual([`words/de.json: pages.${fault}`]);
  });

  it("a region without a name of its own is refused: the menu would show one name twice", () => {
    expect(wordFaults(filesOf({ "de-AT": { signIn: "Servus" } }))).toEqual([
      "words/de-AT.json: pages.language: is missing; the pages show each language by its own name",
    ]);
  });

  it("are listed all at once, with those of the layout", () => {
    const own: WordFiles = {
      names: ["mail.html", "de.json"],
      read: (name) =>
        name === "mail.html" ? "" : '{"pages": {"x": "", "signIn": ""}, "login": {"lead": 1}}',
    };
    expect(wordFaults(own).filter((fault) => fault.startsWith("words/de.json"))).toHaveLength(3);
    expect(wordFaults(own).filter((fault) => fault.startsWith("words/mail.html")).length).toBeGreaterThan(5);
  });
});
