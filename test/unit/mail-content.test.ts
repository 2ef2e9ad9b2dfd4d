import { describe, expect, it } from "@jest/globals";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import type { MessageFacts } from "../../functions/delivery/port.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { SECTIONS } from "../../functions/words/message-texts.ts";
import { NOW } from "./builders.ts";

const PNG = "data:image/png;base64,iVBORw0KGgo=";
const sender: Sender = {
  brand: "Harbour Bank",
  host: "id.example.com",
  supportUrl: "mailto:help@example.com",
};

function write(facts: Partial<MessageFacts> = {}, from: Partial<Sender> = {}) {
  const { text, html = "" } = messageWriter({ ...sender, ...from })({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode("0123456789"),
    purpose: "login",
    locale: "en",
    minutesLeft: 5,
    askedAt: NOW,
    askedFrom: "Firefox on Windows",
    cancelUrl: "https://id.example.com/otp/not-me?t=abc",
    transaction: { amount: "EUR 12.50", payee: "Northwind & Sons" },
    ...facts,
  });
  return { text, html };
}

/** Lines as people read them: marks of direction say nothing. */
const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.replaceAll(/[\u2066-\u2069]/g, "").trim())
    .filter((line) => line !== "")
    .sort();

/** The words of the page: what is hidden above it and the name above the card stand for the sender. */
function pageLines(html: string): string[] {
  const body = html.replace(/^.*?<body/s, "<body").replace(/<div style="display:none.*?<\/div>/s, "");
  const withLinks = body.replaceAll(/<a [^>]*href="([^"]*)"[^>]*>.*?<\/a>/gs, (_, url: string) =>
    url.replace(/^mailto:/, ""),
  );
  const text = withLinks
    .replaceAll(/<\/(?:p|td)>/g, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return linesOf(text).filter((line) => line !== sender.brand);
}

const EVERY = BUILT_IN_LOCALES.flatMap((locale) =>
  [...SECTIONS, "payment"].map((purpose) => [locale, purpose] as const),
);

describe("the plain text of an e-mail", () => {
  it.each(EVERY)("in %s for %s says what its page says, and no more", (locale, purpose) => {
    const { text, html } = write({ locale, purpose, app: "Harbour Desk" });
    expect(linesOf(text)).toEqual(pageLines(html));
    expect(pageLines(html).length).toBeGreaterThan(6);
  });

  it.each(EVERY)("in %s for %s leaves out what the page leaves out", (locale, purpose) => {
    const few = { locale, purpose, askedFrom: undefined, cancelUrl: undefined, transaction: undefined };
    const { text, html } = write(few, { supportUrl: null });
    expect(linesOf(text)).toEqual(pageLines(html));
  });
});

describe("when and with what a code was asked for", () => {
  it.each([
    ["en", "Asked for on November 23, 2026 at 9:10 AM UTC from Firefox on Windows."],
    ["de", "Angefordert am 23. November 2026 um 09:10 UTC mit Firefox unter Windows."],
    ["fr", "Demandé le 23 novembre 2026 à 09:10 UTC depuis Firefox sur Windows."],
    ["zh", "请求时间：2026年11月23日 09:10 UTC，来自：Windows 上的 Firefox"],
  ])("is said in %s, with the time that is meant", (locale, said) => {
    expect(linesOf(write({ locale }).text)).toContain(said);
  });

  it.each(BUILT_IN_LOCALES)("is the time alone in %s where nothing is known of the browser", (locale) => {
    const { text } = write({ locale, askedFrom: undefined });
    expect(text).toContain(" UTC");
    expect(text).toContain("23");
    expect(text).not.toMatch(/Firefox|[{}]/);
  });

  it("names no place: a network's guess would frighten who asked", () => {
    for (const { text } of BUILT_IN_LOCALES.map((locale) => write({ locale })))
      expect(text).not.toMatch(/192\.|near|bei Berlin/);
  });
});

describe("the app that a user is on the way to", () => {
  it.each(BUILT_IN_LOCALES)(
    "is named in %s where there is one, and nothing in its place where there is none",
    (locale) => {
      expect(write({ locale, app: "Harbour Desk" }).text).toContain("Harbour Desk");
      const [named, without] = [write({ locale, app: "Harbour Desk" }), write({ locale })];
      expect(linesOf(named.text)).toHaveLength(linesOf(without.text).length + 1);
    },
  );
});

describe("the code in an e-mail", () => {
  it("is ten digits that are elements of their own, with nothing between them", () => {
    const { html } = write();
    const digits = Array.from("0123456789", (digit) => `<span class="d">${digit}</span>`).join("");
    expect(html).toContain(`${digits}</p>`);
    expect(html).toMatch(/\.d\{[^}]*speak-as:digits/);
  });

  it("is no phone number to a program that looks for some", () => {
    const { html } = write();
    expect(html).toContain('<meta name="format-detection" content="telephone=no,');
    expect(html).toContain('<meta name="x-apple-disable-message-reformatting"');
    expect(html).toContain("a[x-apple-data-detectors]");
    expect(html.replace(/<div style="display:none.*?<\/div>/s, "")).not.toContain("0123");
    expect(html).not.toContain("tel:");
  });
});

describe("an owner's brand", () => {
  it("has its colour on the card and on links, another one in the dark", () => {
    const look = { accent: "#7a1fa2", darkAccent: "#d9a5f0", logo: null };
    const { html } = write({}, { look });
    expect(html).toContain("border-top:4px solid #7a1fa2");
    expect(html).toContain('style="color:#7a1fa2"');
    expect(html).toContain(".l{color:#d9a5f0!important}");
    expect(html).not.toContain("#1d4ed8");
  });

  it("has its logo, on a light ground also in the dark, and none where mail programs would show a gap", () => {
    const html = (logo: string | null) =>
      write({}, { look: { accent: "#1d4ed8", darkAccent: "#8ab4ff", logo } }).html;
    expect(html(PNG)).toMatch(
      /<span style="[^"]*background:#ffffff[^"]*"><img src="data:image\/png;base64,iVBORw0KGgo=" alt=""/,
    );
    for (const none of [html(null), html("data:image/svg+xml;base64,AAAA")])
      expect(none).not.toMatch(/<img|src=|\{logo\}/);
  });
});
