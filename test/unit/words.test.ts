import { describe, expect, it } from "@jest/globals";
import { USUAL_TRANSACTION, usualFacts } from "../../functions/delivery/longest.ts";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import type { MessageFacts } from "../../functions/delivery/port.ts";
import { segmentsOf } from "../../functions/delivery/segments.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { wordFaults } from "../../functions/words/check-words.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { SECTIONS } from "../../functions/words/message-texts.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { BUILT_IN_FILES, type WordFiles } from "../../functions/words/word-files.ts";
import { NOW } from "./builders.ts";

const sender: Sender = { brand: "Harbour Bank", host: "id.example.com", supportUrl: "https://help.example" };
const cancelUrl = "https://id.example.com/otp/not-me?t=abc";

function write(facts: Partial<MessageFacts> = {}, from: Partial<Sender> = {}) {
  return messageWriter({ ...sender, ...from })({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode("012345"),
    purpose: "login",
    locale: "en",
    minutesLeft: 5,
    askedAt: NOW,
    ...usualFacts(facts.purpose ?? "login"),
    askedFrom: "Firefox on Windows",
    cancelUrl,
    ...facts,
  });
}

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const visible = (markup: string) =>
  markup
    .replace(/<head>.*<\/head>/s, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

const EVERY = BUILT_IN_LOCALES.flatMap((locale) =>
  [...SECTIONS, "payment"].map((purpose) => [locale, purpose] as const),
);

describe("the built-in words", () => {
  it("obey the rules that an owner's obey", () => {
    const nothing: WordFiles = { ...BUILT_IN_FILES, names: [] };
    expect(BUILT_IN_FILES.names).toHaveLength(9);
    expect(wordFaults(BUILT_IN_FILES, nothing)).toEqual([]);
    const [as, plain] = [wordBook(BUILT_IN_FILES, nothing), wordBook()];
    for (const locale of BUILT_IN_LOCALES) {
      expect(as.messages(locale)).toEqual(plain.messages(locale));
      expect(as.pages(locale)).toEqual(plain.pages(locale));
    }
    expect([...as.pageLanguages]).toEqual([...plain.pageLanguages]);
  });

  it("are in every language for every text of every purpose", () => {
    const shape = (words: object) =>
      Object.fromEntries(Object.entries(words).map(([name, texts]) => [name, Object.keys(texts as object)]));
    const shapes = BUILT_IN_LOCALES.map((locale) => shape(wordBook().messages(locale)));
    for (const one of shapes) expect(one).toEqual(shapes[0]);
  });

  it.each(EVERY)("in %s for %s have the code first and say all there is to say", (locale, purpose) => {
    const { subject, text, html } = write({ locale, purpose });
    expect(subject).toMatch(/^012345\b/);
    expect(text).toMatch(/^012345\n/);
    expect(visible(html!)).toMatch(/^012345\b/);
    const paying = purpose === "confirm-transaction" ? Object.values(USUAL_TRANSACTION) : [];
    for (const fact of ["Firefox", "Windows", "https://help.example", ...paying]) {
      expect(text).toContain(fact);
      expect(visible(html!)).toContain(fact);
    }
    expect(text).toContain(cancelUrl);
    expect(html).toContain(`href="${cancelUrl}"`);
    for (const one of [subject!, text, html!.replace(/<style>.*<\/style>/, "")])
      expect(one).not.toMatch(/[{}]|undefined/);
    expect(html).toContain(`<html lang="${locale}" dir="${locale === "ar" ? "rtl" : "ltr"}">`);
  });

  it.each(EVERY)("in %s for %s do without what is not known", (locale, purpose) => {
    const few = { locale, purpose, askedFrom: undefined, cancelUrl: undefined, transaction: undefined };
    const { text, html, subject } = write(few, { supportUrl: null });
    expect(html).not.toContain("href=");
    for (const one of [subject!, text, visible(html!)])
      expect(one).not.toMatch(/[{}]|undefined|Firefox|: *$/);
  });

  it.each(EVERY)("in %s for %s take one segment of GSM-7, or two of UCS-2", (locale, purpose) => {
    // The host that AWS gives in a far region, and one of an owner's with a long brand.
    const longest = [
      { brand: "Latchkey", host: "abcdefghij.execute-api.ap-southeast-1.amazonaws.com" },
      { brand: "B".repeat(20), host: "h".repeat(30) },
    ];
    const passcode = new Passcode("K7QFM2XD9TRAW", "base32");
    for (const sender of longest) {
      const { text } = write({ channel: "sms", locale, purpose, passcode, minutesLeft: 10 }, sender);
      const script = ["hi", "ar", "zh"].includes(locale) ? "ucs-2" : "gsm-7";
      const { encoding, segments } = segmentsOf(text);
      expect(encoding).toBe(script);
      expect(segments).toBeLessThanOrEqual(script === "gsm-7" ? 1 : 2);
      expect(text.split("\n\n")).toEqual([
        expect.stringMatching(/^K7QFM2XD9TRAW[^\n]*$/),
        `@${sender.host} #K7QFM2XD9TRAW`,
      ]);
    }
  });

  it.each(EVERY)(
    "in %s for %s are the same by WhatsApp, without the line that binds to the origin",
    (locale, purpose) => {
      const [sms, whatsapp] = [
        write({ channel: "sms", locale, purpose }),
        write({ channel: "whatsapp", locale, purpose }),
      ];
      expect(sms.text).toBe(`${whatsapp.text}\n\n@id.example.com #012345`);
      expect(whatsapp).toEqual({ text: whatsapp.text });
    },
  );

  it.each(BUILT_IN_LOCALES)("in %s have a plural form for each minute of a code's life", (locale) => {
    for (let minutesLeft = 1; minutesLeft <= 10; minutesLeft++) {
      const form = new Intl.PluralRules(locale).select(minutesLeft);
      expect(wordBook().messages(locale).any.expiry[form]).toBeDefined();
    }
  });

  it("count minutes as each language does", () => {
    const expiry = (locale: string, minutesLeft: number) =>
      write({ locale, minutesLeft }).text.split("\n\n")[2];
    expect(expiry("de", 1)).toContain("1 Minute gültig");
    expect(expiry("ar", 1)).toContain("دقيقة واحدة");
    expect(expiry("ar", 2)).toContain("دقيقتين");
    expect(expiry("ar", 3)).toContain("3 دقائق");
  });
});

describe("a payment", () => {
  it("is named in the subject, the text and the page, and by text message", () => {
    const purpose = "confirm-transaction";
    expect(write({ purpose }).subject).toBe("012345 is your Harbour Bank code to pay EUR 12,345.67");
    expect(write({ channel: "sms", purpose }).text).toContain(
      "to pay EUR 12,345.67 to Northwind Energy Ltd.",
    );
  });

  it("without a description is confirmed in general words", () => {
    const facts = { purpose: "confirm-transaction", transaction: undefined };
    expect(write(facts)).toEqual(write({ ...facts, purpose: "payment" }));
  });
});

describe("words from right to left", () => {
  it("isolate each value of the other direction, and leave code and links as they are", () => {
    const { subject, text, html } = write({ locale: "ar", purpose: "confirm-transaction" });
    expect(subject).toContain("\u2068EUR 12,345.67\u2069");
    expect(text).toContain("\u2068Firefox\u2069 على \u2068Windows\u2069");
    expect(text).toContain(`: ${cancelUrl}\n`);
    expect(html).toContain("<bdi>Firefox</bdi> على <bdi>Windows</bdi>");
    expect(html).toMatch(/<p [^>]*dir="ltr"[^>]*>(<span class="d">\d<\/span>){6}<\/p>/);
  });

  it.each(EVERY)(
    "in %s for %s close every direction that they open, and the others open none",
    (locale, purpose) => {
      const { subject, text } = write({ locale, purpose });
      for (const line of [subject!, ...text.split("\n"), write({ locale, purpose, channel: "sms" }).text]) {
        const marks = (line.match(BIDI) ?? []).join("");
        expect(marks).toMatch(locale === "ar" ? /^(\u2068\u2069)*$/ : /^$/);
      }
    },
  );
});

describe("a value that would be more than a value", () => {
  const hostile = "{code} {link}\r\nBcc: eve@example.com\u2028\u202e<b>&\"'`\u0000";
  const lines = (text: string) => text.split(/[\r\n\u2028\u2029]/).length;

  it.each(EVERY)(
    "in %s for %s adds no line, no placeholder, no direction and no markup",
    (locale, purpose) => {
      const transaction = { amount: hostile, payee: hostile };
      const facts = { locale, purpose, ...(purpose === "confirm-transaction" && { transaction }) };
      const { subject, text, html } = write(facts, { brand: hostile });
      expect(lines(subject!)).toBe(1);
      expect(lines(text)).toBe(lines(write({ locale, purpose }).text));
      expect(lines(write({ ...facts, channel: "sms" }, { brand: hostile }).text)).toBe(3);
      for (const one of [subject!, text, html!]) {
        // eslint-disable-next-line no-control-regex -- these are what must not be there
        expect(one).not.toMatch(/\u202e|\r|\u0000/);
        if (one.includes("Bcc")) expect(one).toContain("{code} {link}");
      }
      expect(html).not.toContain("<b>");
      expect(html).not.toMatch(/eve@example\.com [^<]*["'`]/);
    },
  );
});

describe("where it was asked from", () => {
  it("is in the order of the language", () => {
    expect(write().text).toMatch(/Asked for on .* UTC from Firefox on Windows\./);
    expect(write({ locale: "hi" }).text).toContain("Windows पर Firefox");
  });

  it("is said also where one half of it is known", () => {
    expect(write({ askedFrom: "iOS", locale: "es" }).text).toMatch(/Solicitado el .* UTC desde iOS\./);
  });
});

describe("a language that is not spoken here", () => {
  it("is the stage's default language, if that is", () => {
    expect(write({ locale: "sv" }, { defaultLocale: "de-AT" })).toEqual(write({ locale: "de" }));
    expect(write({ locale: "sv" }, { defaultLocale: "fi" })).toEqual(write({ locale: "en" }));
  });
});
