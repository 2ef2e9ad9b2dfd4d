import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { TAG_WORDS, tagWords } from "../../bin/tag-words.ts";
import { errorWords } from "../../client/src/element/error-words.ts";
import { learn, nearest, spokenIn } from "../../client/src/element/languages.ts";
import { NAMES } from "../../client/src/element/page-words/names.ts";
import { fill, speechIn } from "../../client/src/element/words.ts";
import type { ClientError } from "../../client/src/errors.ts";
import { REFUSALS } from "../../functions/domain/typed/refusals.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { wordBook } from "../../functions/words/word-book.ts";

const FOLDER = join(import.meta.dirname, "../../client/src/element/page-words");
const bare = (text: string) => text.replaceAll(/[\u2068\u2069]/g, "");

beforeAll(async () => {
  for (const locale of BUILT_IN_LOCALES) await learn(locale);
});

describe("the words of the sign-in tag", () => {
  it("are made of the pages' files, and were made anew since those changed", () => {
    // The formatter has its own way to write the same.
    const same = (text: string) => text.replaceAll(/[\s,"]/g, "");
    const made = tagWords();
    expect([...made.keys()].sort()).toEqual(readdirSync(FOLDER).sort());
    for (const [name, text] of made) expect(same(readFileSync(join(FOLDER, name), "utf8"))).toBe(same(text));
  });

  it.each(BUILT_IN_LOCALES)("are those of the pages in %s, buttons and all", (locale) => {
    const page = wordBook().pages(locale);
    const { texts } = spokenIn(locale);
    expect(texts).toEqual(TAG_WORDS.map(([, key]) => page[key]));
    expect(texts).toHaveLength(NAMES.length);
    const speech = speechIn([locale], {});
    expect(bare(speech.say("send"))).toBe(page.sendCode);
    expect(bare(speech.attemptsLeft(1))).not.toMatch(/[{}]/);
  });

  it.each([
    [["pt-BR"], "pt"],
    [["de_AT"], "de"],
    [["zh-Hant-TW"], "zh"],
    [["ar-EG-u-nu-arab"], "ar"],
    [["it", "fr-CA", "de"], "fr"],
    [["constructor"], "en"],
    [[], "en"],
  ])("are for %j those of %s", (wanted, locale) => {
    expect(nearest(wanted)).toBe(locale);
    expect(speechIn(wanted, {}).locale).toBe(locale);
  });

  it("are read from right to left in Arabic alone", () => {
    const directions = BUILT_IN_LOCALES.map((locale) => speechIn([locale], {}).direction);
    expect(directions.filter((one) => one === "rtl")).toHaveLength(1);
  });

  it("may be an owner's, with the values that theirs had before", () => {
    const speech = speechIn(["de"], { resendIn: "Noch {seconds} s ({time})", title: "Los" });
    expect(bare(speech.say("resendIn", { seconds: 5, time: "5 Sekunden" }))).toBe("Noch 5 s (5 Sekunden)");
    expect(speech.say("title")).toBe("Los");
    expect(fill("{constructor}", {})).toBe("{constructor}");
  });
});

describe("an error in the sign-in tag", () => {
  const words = wordBook().pages("de");
  const said = (error: Partial<ClientError> & { type: string }) =>
    bare(errorWords(speechIn(["de"], {}), error as ClientError));

  it.each(Object.values(REFUSALS))("is in the person's language: %s", (message) => {
    const error = { type: "invalid-request", errors: [{ path: "recipient", message }] } as const;
    expect(said(error)).not.toBe(message);
    const texts = Object.values(words).filter((text) => typeof text === "string");
    const filled = texts.map((text) => bare(fill(text, { example: "+1 415 555 0123" })));
    expect(filled).toContain(said(error));
  });

  it("of a way that a code cannot go is in it as well, and what only English has a text for is not shown", () => {
    const refused = (path: string, message: string) =>
      said({ type: "invalid-request", errors: [{ path, message }] });
    expect(refused("channel", "This number takes calls and no messages.")).toBe(words["error.channel"]);
    expect(refused("purpose", "Something new.")).toBe(words["over.invalidDetail"]);
  });

  it("says of an outage that it is one, whatever its kind", () => {
    for (const type of ["network", "timeout", "unavailable"])
      expect(said({ type, retryAfter: 5 } as never)).toBe(
        `${words["over.unavailable"]} \u2013 ${words["over.unavailableDetail"]}`,
      );
  });

  it("counts attempts and time as the language does", () => {
    expect(said({ type: "incorrect-code", attemptsLeft: 1 })).toBe(
      "Dieser Code ist nicht richtig. Sie haben noch 1 Versuch.",
    );
    expect(said({ type: "incorrect-code", attemptsLeft: 0 })).toBe(words["error.noAttempts"]);
    expect(said({ type: "rate-limited", retryAfter: 3600 })).toContain("60 Minuten");
  });

  it("is said in an owner's words where there are some", () => {
    const own = speechIn(["de"], { "rate-limited": "Bitte {time} Geduld." });
    expect(bare(errorWords(own, { type: "rate-limited", retryAfter: 30 } as ClientError))).toBe(
      "Bitte 30 Sekunden Geduld.",
    );
  });
});
