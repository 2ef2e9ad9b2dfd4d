import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isPhoneCountry } from "../../functions/domain/typed/phone-country.ts";
import { microUsd, priceIn, readPrices } from "../../functions/domain/prices/price-list.ts";
import { SMS_PRICES } from "../../functions/domain/prices/sms.ts";
import { isOverspent, spendAsk, spendDay, spendDayEndsAt } from "../../functions/domain/spend.ts";
import { expectedParts, partPrice } from "../../functions/flows/price-send.ts";
import { spendMemory } from "../../functions/flows/spend-memory.ts";
import { messageWriter } from "../../functions/delivery/message.ts";
import { usualFacts } from "../../functions/delivery/longest.ts";
import { segmentsOf } from "../../functions/delivery/segments.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { SECTIONS } from "../../functions/words/message-texts.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { START, testSettings } from "../support/service.ts";

describe("the published prices", () => {
  it("name each country once, at no more than a dollar, and most countries that have numbers", () => {
    const { byCountry, dearest } = SMS_PRICES;
    expect(byCountry.size).toBe(251);
    expect([...byCountry.values()].filter((price) => !(price > 0 && price < 1_000_000))).toEqual([]);
    expect(dearest).toBe(709_600);
    const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
    const codes = all.flatMap((one) => all.map((other) => one + other));
    expect(codes.filter((code) => isPhoneCountry(code) && !byCountry.has(code))).toEqual(["KP", "TA"]);
  });

  it("are the dearest for a country that they do not name, and the owner's where there is one", () => {
    const list = readPrices("DE 94000\nGB 42000");
    expect(priceIn(list, "GB")).toBe(42_000);
    expect(priceIn(list, "XX")).toBe(94_000);
    expect(priceIn(list, undefined)).toBe(94_000);
    expect(priceIn(list, "GB", { GB: 0.0312 })).toBe(31_200);
    expect(microUsd(0.1 + 0.2)).toBe(300_000);
  });
});

describe("what a send costs", () => {
  const sms = { channel: "sms", country: "DE", locale: "de" } as const;

  it("is nothing by e-mail and WhatsApp, and for a test recipient", () => {
    const settings = testSettings();
    expect(partPrice(settings, { ...sms, channel: "email" })).toBeUndefined();
    expect(partPrice(settings, { ...sms, channel: "whatsapp" })).toBeUndefined();
    expect(partPrice(settings, { ...sms, test: true })).toBeUndefined();
    expect(partPrice(settings, sms)).toBe(94_000);
  });

  it.each(BUILT_IN_LOCALES)("counts the parts that the built-in words take: %s", (locale) => {
    const settings = testSettings({ defaultLocale: "en" });
    const write = messageWriter({ brand: "Latchkey", host: "id.example.com", supportUrl: null });
    const parts = SECTIONS.map((purpose) => {
      const facts = { channel: "sms", address: "", locale, purpose, minutesLeft: 5, askedAt: 0 } as const;
      const passcode = new Passcode("000000");
      return segmentsOf(write({ ...facts, ...usualFacts(purpose), passcode }).text).segments;
    });
    expect(Math.max(...parts)).toBe(expectedParts(settings, { channel: "sms", locale }));
  });

  it("counts two parts where the brand, or the usual language, is not written in GSM-7", () => {
    const send = { channel: "sms", locale: "de" } as const;
    expect(expectedParts(testSettings(), send)).toBe(1);
    expect(expectedParts(testSettings({ brand: { name: "Škoda" } }), send)).toBe(2);
    expect(expectedParts(testSettings({ defaultLocale: "hi" }), { ...send, locale: "xx" })).toBe(2);
    // Written in English, which an attacker must not make dearer by a language that nothing is written in.
    expect(expectedParts(testSettings(), { ...send, locale: "tlh" })).toBe(1);
    expect(expectedParts(testSettings(), { ...send, locale: "hi-IN" })).toBe(2);
    expect(expectedParts(testSettings(), { ...send, locale: "hi", parts: 1 })).toBe(1);
  });
});

describe("what a day may cost", () => {
  const money = fc.integer({ min: 0, max: 2_000_000 });
  const payer = fc.record({ known: fc.boolean(), unproven: fc.boolean() });

  it("is never above the ceiling, and above two thirds of it for known devices alone", () => {
    fc.assert(
      fc.property(money, money, money, money, payer, (ceiling, spent, spentNew, price, who) => {
        const ask = spendAsk(ceiling, price, who);
        if (isOverspent({ spent, spentNew }, ask)) return;
        expect(spent + price).toBeLessThanOrEqual(ceiling);
        if (!who.known) expect(3 * (spent + price)).toBeLessThanOrEqual(2 * ceiling);
        if (who.unproven) expect(2 * (spentNew + price)).toBeLessThanOrEqual(ceiling);
      }),
    );
  });

  it("is two thirds for every caller, half for numbers that are not proven, and all for known devices", () => {
    expect(spendAsk(900, 1, { known: false, unproven: true })).toMatchObject({ most: 600, mostNew: 450 });
    expect(spendAsk(900, 1, { known: true, unproven: false })).toEqual({ price: 1, most: 900 });
  });

  it("begins at midnight of UTC", () => {
    expect(spendDay(START)).toBe("2026-11-23");
    const end = spendDayEndsAt(START);
    expect([spendDay(end - 1), spendDay(end)]).toEqual(["2026-11-23", "2026-11-24"]);
  });
});

describe("the memory of a full day", () => {
  const full = { spent: 666, spentNew: 0, stops: new Map<string, number>() };

  it("lasts half a minute, and not beyond the day that it is of", () => {
    const memory = spendMemory();
    expect(memory.recall(START)).toBeUndefined();
    memory.note(full, START);
    expect(memory.recall(START + 29)).toBe(full);
    expect(memory.recall(START + 30)).toBeUndefined();
    expect(memory.recall(START - 1)).toBeUndefined();
    const midnight = spendDayEndsAt(START);
    memory.note(full, midnight - 1);
    expect(memory.recall(midnight - 1)).toBe(full);
    expect(memory.recall(midnight)).toBeUndefined();
  });
});
