import { describe, expect, it } from "@jest/globals";
import { usualFacts } from "../../functions/delivery/longest.ts";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import { segmentsOf } from "../../functions/delivery/segments.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { readCode } from "../../functions/domain/typed/code.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { SECTIONS } from "../../functions/words/message-texts.ts";
import { NOW } from "./builders.ts";

const HASH = "FA+9qCX9VSu";

function write(from: Partial<Sender>, locale = "en", purpose = "login", channel: "sms" | "whatsapp" = "sms") {
  return messageWriter({ brand: "Harbour", host: "id.example.com", supportUrl: null, ...from })({
    channel,
    address: "+14155550123",
    passcode: new Passcode("012345"),
    purpose,
    locale,
    minutesLeft: 5,
    askedAt: NOW,
    ...usualFacts(purpose),
  }).text;
}

const lines = (text: string) => text.split("\n").slice(1);

describe("the lines of an SMS that are for programs", () => {
  it("bind the code to the owner's host, or to none", () => {
    expect(lines(write({ host: "app.example.com" }))).toEqual(["", "@app.example.com #012345"]);
    expect(lines(write({ host: null }))).toEqual([]);
  });

  it("name an Android app before the last line, or alone", () => {
    expect(lines(write({ androidHash: HASH }))).toEqual(["", HASH, "@id.example.com #012345"]);
    expect(lines(write({ androidHash: HASH, host: null }))).toEqual(["", HASH]);
  });

  it("are in no WhatsApp message", () => {
    expect(lines(write({ androidHash: HASH }, "en", "login", "whatsapp"))).toEqual([]);
  });

  it.each(BUILT_IN_LOCALES)("leave one code to be found in the whole text in %s", (locale) => {
    const text = write({ androidHash: HASH, host: "app2024.example.com" }, locale);
    expect(readCode(text, { format: "digits", length: 6 })).toEqual({ kind: "code", code: "012345" });
  });
});

const EVERY = BUILT_IN_LOCALES.flatMap((locale) => SECTIONS.map((purpose) => [locale, purpose] as const));

describe("an SMS for an Android app", () => {
  it.each(EVERY)("in %s for %s stays within one segment of GSM-7, or two of UCS-2", (locale, purpose) => {
    const { encoding, segments } = segmentsOf(write({ androidHash: HASH }, locale, purpose));
    expect(segments).toBeLessThanOrEqual(encoding === "gsm-7" ? 1 : 2);
  });
});
