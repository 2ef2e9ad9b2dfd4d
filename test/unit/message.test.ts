import { describe, expect, it } from "@jest/globals";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import type { MessageFacts } from "../../functions/delivery/port.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { NOW } from "./builders.ts";

const sender: Sender = { brand: "Latchkey", host: "id.example.com", supportUrl: null };
const STRONG = new Passcode("K7QFM2XD9TRAW", "base32");

function write(facts: Partial<MessageFacts> = {}, from: Partial<Sender> = {}) {
  return messageWriter({ ...sender, ...from })({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode("012345"),
    purpose: "login",
    locale: "en",
    minutesLeft: 5,
    askedAt: NOW,
    ...facts,
  });
}

const writeText = (facts: Partial<MessageFacts> = {}, from: Partial<Sender> = {}) =>
  write({ channel: "sms", address: "+14155550123", ...facts }, from).text;

const GSM_7 =
  "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9 " +
  "!\"#\u00a4%&'()*+,-./0123456789:;<=>?\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0";

const GSM_7_EXTENSION = "\f^{}\\[~]|\u20ac";

/** The septets that an SMS takes (3GPP 23.038); infinitely many if it has a character that GSM-7 lacks. */
function septets(text: string): number {
  return text
    .split("")
    .reduce((sum, c) => sum + (GSM_7.includes(c) ? 1 : GSM_7_EXTENSION.includes(c) ? 2 : Infinity), 0);
}

describe("an SMS", () => {
  it("starts with the code, which is what a lock screen shows", () => {
    expect(writeText()).toMatch(/^012345 is your Latchkey code\./);
  });

  it("ends with the line that binds the code to the origin, exactly", () => {
    const lines = writeText().split("\n");
    expect(lines.at(-1)).toBe("@id.example.com #012345");
    expect(lines.at(-2)).toBe("");
    expect(lines.slice(0, -1).join("\n")).not.toContain("@");
  });

  it("is bound to the last line only, also when the brand looks like one", () => {
    const lines = writeText({}, { brand: "@evil.example #999999" }).split("\n");
    expect(lines.at(-1)).toBe("@id.example.com #012345");
    expect(lines.filter((line) => line.startsWith("@"))).toHaveLength(1);
  });

  it("has the letters and digits of a strong code bare, in its words and in its last line", () => {
    expect(writeText({ passcode: STRONG })).toMatch(
      /^K7QFM2XD9TRAW .*\n\n@id\.example\.com #K7QFM2XD9TRAW$/s,
    );
    expect(write({ channel: "whatsapp", passcode: STRONG }).text).toMatch(/^K7QFM2XD9TRAW /);
  });

  it("is one segment of GSM-7, also with the longest code on the default endpoint of a far region", () => {
    expect(septets(writeText())).toBeLessThanOrEqual(160);
    const host = "abcdefghij.execute-api.ap-southeast-1.amazonaws.com";
    const longest = writeText({ passcode: STRONG, minutesLeft: 10 }, { host });
    expect(septets(longest)).toBeLessThanOrEqual(160);
  });

  it("has neither a subject nor a page", () => {
    expect(Object.keys(write({ channel: "sms" })).sort()).toEqual(["text"]);
  });

  it("is bound to the origin by SMS, and by WhatsApp, which knows no such line, is not", () => {
    expect(write({ channel: "sms" }).text).toMatch(/\n\n@id\.example\.com #012345$/);
    expect(write({ channel: "whatsapp" }).text).not.toContain("@id.example.com");
  });

  it("says how long the code lives", () => {
    expect(writeText({ minutesLeft: 1 })).toContain("expires in 1 min.");
    expect(writeText({ minutesLeft: 10 })).toContain("expires in 10 min.");
  });
});

describe("an e-mail", () => {
  it("has the code first: in the subject, in the text and in what a page's preview shows", () => {
    const { subject, text, html } = write();
    expect(subject).toBe("012345 is your Latchkey code");
    expect(text).toMatch(/^012345\n/);
    const visible = html!.replace(/<head>.*<\/head>/s, "").replaceAll(/<[^>]*>/g, " ");
    expect(visible.trim()).toMatch(/^012345\b/);
  });

  it("names one minute in the singular and others in the plural", () => {
    for (const part of ["text", "html"] as const) {
      expect(write({ minutesLeft: 1 })[part]).toContain("within 1 minute.");
      expect(write({ minutesLeft: 2 })[part]).toContain("within 2 minutes.");
    }
  });

  it("escapes everything that a brand could break the page with", () => {
    const brand = `<img src=x onerror="a('&')">`;
    const { html, subject } = write({}, { brand });
    expect(html).not.toContain("<img");
    expect(html).toContain("&#60;img src=x onerror=&#34;a(&#39;&#38;&#39;)&#34;&#62;");
    expect(subject).toContain(brand);
  });

  it("escapes the support link, and has none where there is none", () => {
    const supportUrl = 'https://help.example/?a=1&b="2"';
    expect(write({}, { supportUrl }).html).toContain("https://help.example/?a=1&#38;b=&#34;2&#34;");
    expect(write({}, { supportUrl }).text).toContain(`Help: ${supportUrl}`);
    expect(write().text).not.toContain("Help");
  });

  it("speaks of signing in only where that is the purpose", () => {
    expect(write().text).toContain("sign in to Latchkey");
    expect(write({ purpose: "payment" }).text).not.toContain("sign in");
  });

  it("loads nothing, and links nowhere but to help and to what stops it", () => {
    expect(write().html).not.toMatch(/src=|href=|url\(|@import/);
    const cancelUrl = "https://id.example.com/otp/not-me?t=a&b";
    const { html, text } = write({ cancelUrl }, { supportUrl: "mailto:help@example.com" });
    expect(html).not.toMatch(/src=|url\(|@import/);
    const links = [...html!.matchAll(/href="([^"]*)"[^>]*><bdi>([^<]*)/g)].map(([, ...found]) => found);
    expect(links).toEqual([
      [cancelUrl.replace("&", "&#38;"), "This was not me"],
      ["mailto:help@example.com", "help@example.com"],
    ]);
    expect(text).toContain(`stop it here: ${cancelUrl}\n`);
    expect(text).toContain("Help: help@example.com");
  });

  it("warns of anyone who asks for the code", () => {
    expect(write().text).toContain("Nobody from Latchkey will ever ask you for this code.");
  });
});

describe("a language that is not spoken here", () => {
  it.each(["it", "sv-SE", "x-unknown", ""])("%j falls back to English", (locale) => {
    expect(write({ locale })).toEqual(write());
  });

  it.each(["constructor", "__proto__"])("%j falls back to English as well", (locale) => {
    expect(write({ locale })).toEqual(write());
  });

  it("is English in all its regions", () => {
    expect(write({ locale: "en-GB" })).toEqual(write());
  });
});
