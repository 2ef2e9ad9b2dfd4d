import { describe, expect, it } from "@jest/globals";
import { USUAL_TRANSACTION, usualFacts } from "../../functions/delivery/longest.ts";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import type { MessageFacts, SpokenMessage } from "../../functions/delivery/port.ts";
import { voiceFor } from "../../functions/delivery/voices.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { SECTIONS } from "../../functions/words/message-texts.ts";
import { SPELLED_LETTERS, spellingOf } from "../../functions/words/spelling.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { BUILT_IN_FILES, type WordFiles } from "../../functions/words/word-files.ts";
import { NOW } from "./builders.ts";

const sender: Sender = { brand: "Harbour Bank", host: null, supportUrl: null };
/** What `MessageBody` takes as SSML, tags included. */
const MOST_CHARACTERS = 6000;

function write(
  facts: Partial<MessageFacts> = {},
  from: Partial<Sender> = {},
  words = wordBook(),
): { readonly text: string; readonly speech: SpokenMessage } {
  const { text, speech } = messageWriter(
    { ...sender, ...from },
    words,
  )({
    channel: "voice",
    address: "+14155550123",
    passcode: new Passcode("012345"),
    purpose: "login",
    locale: "en",
    minutesLeft: 5,
    askedAt: NOW,
    ...usualFacts(facts.purpose ?? "login"),
    ...facts,
  });
  return { text, speech: speech! };
}

const ssmlOf = (...of: Parameters<typeof write>) => write(...of).speech.ssml;
const heard = (ssml: string) =>
  ssml
    .replaceAll(/<break time="(\d+)ms"\/>/g, " ")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, " ")
    .trim();

const EVERY = BUILT_IN_LOCALES.flatMap((locale) => SECTIONS.map((purpose) => [locale, purpose] as const));

describe("a call", () => {
  it.each(EVERY)("in %s for %s says its code digit by digit, and all of it twice", (locale, purpose) => {
    const { ssml } = write({ locale, purpose }).speech;
    const said = heard(ssml);
    const half = said.slice(0, said.length / 2).trim();
    expect(said).toBe(`${half} ${half}`);
    expect(half).toContain("0 1 2 3 4 5");
    expect(half).toContain("Harbour Bank");
    const pauses = /<prosody rate="slow">(?:\d<break time="600ms"\/>){6}<\/prosody>/g;
    expect(ssml.match(pauses)).toHaveLength(2);
    expect(ssml.length).toBeLessThan(MOST_CHARACTERS);
    for (const fact of purpose === "confirm-transaction" ? Object.values(USUAL_TRANSACTION) : [])
      expect(half).toContain(fact);
  });

  it.each(EVERY)("in %s for %s has well-formed speech, also with a strong code", (locale, purpose) => {
    const passcode = new Passcode("K7QFM2XD9TRAW", "base32");
    const ssml = ssmlOf({ locale, purpose, passcode });
    const open: string[] = [];
    for (const [tag, end, name = "", empty] of ssml.matchAll(/<(\/?)([a-z-]+)[^<>]*?(\/?)>/g)) {
      if (empty === "/") continue;
      if (end === "/") expect([tag, open.pop()]).toEqual([tag, name]);
      else open.push(name);
    }
    expect(open).toEqual([]);
    expect(ssml.length).toBeLessThan(MOST_CHARACTERS);
  });

  // https://github.com/jazzband/django-two-factor-auth/issues/186: "4." was said "vierte".
  it("has no full stop behind a digit", () => {
    for (const locale of BUILT_IN_LOCALES)
      expect(ssmlOf({ locale })).toMatch(/<break time="600ms"\/><\/prosody>(?! ?[.,;:!?،؛।。，])/);
  });

  it("spells a strong code with a word for each letter, in groups of five", () => {
    const passcode = new Passcode("K7QFM2XD9TRAW", "base32");
    expect(heard(ssmlOf({ locale: "de", passcode }))).toContain(
      "K , Köln 7 Q , Quickborn F , Frankfurt M , München 2 X , Xanten D , Düsseldorf 9 T , Tübingen R , Rostock A , Aachen W , Wuppertal",
    );
    expect(ssmlOf({ passcode }).match(/1200ms/g)).toHaveLength(4);
    const arabic = ssmlOf({ locale: "ar", passcode });
    expect(arabic).toContain(
      '<lang xml:lang="en-US"><say-as interpret-as="characters">K</say-as>, Kilo</lang>',
    );
  });

  it("says what a user wrote as it is, and obeys none of it", () => {
    const hostile = 'A&B <break time="9s"/> {code} "\u202e\n';
    const ssml = ssmlOf(
      { purpose: "confirm-transaction", transaction: { amount: hostile, payee: hostile } },
      { brand: hostile },
    );
    expect(ssml).not.toContain('9s"/>');
    expect(ssml).not.toContain("\u202e");
    expect(ssml).toContain("A&#38;B &#60;break time=&#34;9s&#34;/&#62; {code}");
    expect(ssml.match(/<prosody/g)).toHaveLength(2);
  });

  it("is as long as it may be with the longest payment", () => {
    const transaction = { amount: "&".repeat(64), payee: "<".repeat(128) };
    const passcode = new Passcode("WWWWWWWWWWWWW", "base32");
    for (const locale of BUILT_IN_LOCALES)
      expect(
        ssmlOf({ locale, purpose: "confirm-transaction", transaction, passcode }, { brand: "'".repeat(64) })
          .length,
      ).toBeLessThan(MOST_CHARACTERS);
  });
});

describe("the language of a call", () => {
  it.each([
    ["de", "VICKI"],
    ["de-AT", "VICKI"],
    ["en-GB", "AMY"],
    ["en", "JOANNA"],
    ["es-MX", "MIA"],
    ["fr-CA", "CHANTAL"],
    ["pt", "CAMILA"],
    ["zh", "ZHIYU"],
    ["ar", "ZEINA"],
    ["hi", "RAVEENA"],
  ])("is that of the user's voice: %s by %s", (locale, voice) => {
    expect(voiceFor(write({ locale }).speech.locale)).toBe(voice);
  });

  it("is English for a user of Hindi, whom no voice speaks to; the owner's gateway is given Hindi", () => {
    const { text, speech } = write({ locale: "hi" });
    expect(text).toMatch(/[\u0900-\u097f]/);
    expect(heard(speech.ssml)).toMatch(/^This is Harbour Bank/);
  });

  it("is the stage's where the user's is not known here, in the stage's own voice", () => {
    const { text, speech } = write({ locale: "it" }, { defaultLocale: "de" });
    expect(text).toMatch(/^Hier ist/);
    expect(heard(speech.ssml)).toMatch(/^Hier ist/);
    expect(voiceFor(speech.locale)).toBe("VICKI");
  });

  const withItalian = (texts: object) => {
    const own: WordFiles = { names: ["it.json"], read: () => JSON.stringify(texts) };
    return wordBook(own, BUILT_IN_FILES);
  };

  it("is an owner's own where that has words for it, else English", () => {
    const italian = withItalian({ any: { call: "Qui {brand}. Il codice: {code}." } });
    const { text, speech } = write({ locale: "it" }, {}, italian);
    expect(text).toBe("Qui Harbour Bank. Il codice: 012345.");
    expect(voiceFor(speech.locale)).toBe("BIANCA");
    const silent = write({ locale: "it" }, {}, withItalian({ any: { text: "{code}" } }));
    expect(heard(silent.speech.ssml)).toMatch(/^This is/);
    expect(voiceFor(silent.speech.locale)).toBe("JOANNA");
  });

  it("of a payment is one whose words name it: never those for every purpose", () => {
    const italian = withItalian({ any: { call: "Qui {brand}. Il codice: {code}." } });
    const { text, speech } = write({ locale: "it", purpose: "confirm-transaction" }, {}, italian);
    for (const said of [text, heard(speech.ssml)])
      for (const fact of Object.values(USUAL_TRANSACTION)) expect(said).toContain(fact);
  });
});

describe("the words for letters", () => {
  const bare = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toUpperCase();

  it.each(BUILT_IN_LOCALES)(
    "in %s are one for each letter of a strong code, which it begins with",
    (locale) => {
      const { wordFor } = spellingOf(locale);
      expect(SPELLED_LETTERS).toHaveLength(22);
      for (const letter of SPELLED_LETTERS) expect(bare(wordFor(letter)!)[0]).toBe(letter);
      for (const digit of "0123456789") expect(wordFor(digit)).toBeUndefined();
    },
  );
});
