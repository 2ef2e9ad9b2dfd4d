import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { accentsOf } from "../../functions/words/accent.ts";
import { messageWriter, type Sender } from "../../functions/delivery/message.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { NOW } from "../unit/builders.ts";
import { launchBrowser, PHONE } from "./browser.ts";

const CODE = "0123456789";
const YELLOW = accentsOf("#ffcc00");
const sender: Sender = {
  brand: "Harbour Bank",
  host: "id.example.com",
  supportUrl: "https://help.example.com",
  look: { accent: YELLOW.light.accent, darkAccent: YELLOW.dark.accent, logo: null },
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});

/** Opens an e-mail with the longest code there is. */
async function read(
  locale: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const { html = "" } = messageWriter(sender)({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode(CODE),
    purpose: "login",
    locale,
    minutesLeft: 5,
    askedAt: NOW,
    askedFrom: "Firefox on Windows",
    app: "Harbour Desk",
    cancelUrl: "https://id.example.com/otp/not-me?t=abc",
  });
  const context = await browser.newContext({ viewport: PHONE, ...options });
  try {
    const page = await context.newPage();
    await page.setContent(html);
    await look(page);
  } finally {
    await context.close();
  }
}

describe("the code in an e-mail", () => {
  it.each([
    ["a double click", 2],
    ["a triple click", 3],
  ])("is copied by %s as its digits alone", (_, clickCount) =>
    read("en", {}, async (page) => {
      await page.locator(".k").click({ clickCount });
      expect(await page.evaluate<string>("getSelection().toString().trim()")).toBe(CODE);
    }),
  );

  it("is read digit by digit: no node that a screen reader meets is a number of several", () =>
    read("ar", {}, async (page) => {
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      const texts = nodes
        .filter(({ role }) => role?.value === "StaticText")
        .map(({ name }) => String(name?.value));
      const start = texts.indexOf("0");
      expect(texts.slice(start, start + 10)).toEqual(Array.from(CODE));
    }));
});

describe("an e-mail in the built-in layout", () => {
  it.each(BUILT_IN_LOCALES)("fits the smallest phone in %s, with the longest code", (locale) =>
    read(locale, { viewport: { width: 320, height: 568 } }, async (page) => {
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
      const overflow =
        "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.k'))";
      expect(await page.evaluate(overflow)).toBe(0);
    }),
  );

  it.each([
    ["light", "en"],
    ["dark", "en"],
    ["light", "ar"],
    ["dark", "hi"],
  ] as const)("has no fault that axe knows, %s, in %s, with a yellow brand", (colorScheme, locale) =>
    read(locale, { colorScheme }, async (page) => {
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate<AxeResults>(
        `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
      );
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      );
    }),
  );
});
