import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, freshEmail, freshPhone, heading, launchBrowser, requestCode, visit } from "./browser.ts";
import { codeField, signedIn, startTagSite, type TagSite } from "./tag-site.ts";

const ALWAYS = { limits: { strong: "always" } };
const NARROW = { width: 320, height: 640 };

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService(ALWAYS);
  browser = await launchBrowser();
});

const overflows = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

describe.each([
  ["a browser with scripts", true],
  ["a browser without scripts", false],
])("a code of letters and digits in %s", (_, javaScriptEnabled) => {
  it.each([
    ["as an e-mail shows it", freshEmail, (code: string) => code],
    ["as an SMS shows it", freshPhone, (code: string) => code],
    [
      "in small letters and other groups",
      freshEmail,
      (code: string) => code.toLowerCase().replaceAll("-", " "),
    ],
  ])("signs in, typed %s", (_way, recipient, typed) =>
    visit(browser, service, { javaScriptEnabled }, async (page) => {
      const code = await requestCode(page, service, recipient());
      await enterCode(page, typed(code), javaScriptEnabled);
      await heading(page, "You are signed in");
    }),
  );
});

describe("the page that asks for a code of letters and digits", () => {
  it("takes a whole message, says what is too long, and sends nothing half", () =>
    visit(browser, service, {}, async (page) => {
      const code = await requestCode(page, service, freshEmail());
      const field = page.getByLabel("Code");
      await field.fill(code.slice(0, -1));
      expect(await page.locator("#code-long").isVisible()).toBe(false);
      await field.fill(`${code}7`);
      expect(await page.locator("#code-long").textContent()).toContain("13 letters and digits");
      expect(await page.locator("#code-long").isVisible()).toBe(true);
      expect(new URL(page.url()).pathname).toBe("/otp/verify");
      await enterCode(page, `${code} is your Latchkey code`);
      await heading(page, "You are signed in");
    }));

  it.each(["en", "de", "ar", "hi"])("fits on a narrow phone in %s, field and code", (locale) =>
    visit(browser, service, { viewport: NARROW, locale }, async (page) => {
      await page.goto(`/otp/request?locale=${locale}`);
      await page.locator("#by-email").check();
      await page.locator("#email").fill(freshEmail());
      await page.locator("main button").last().click();
      const field = page.locator("#code");
      await field.waitFor();
      expect(await overflows(page)).toBe(false);
      const fits = await page.evaluate(
        `(() => { const field = document.querySelector("#code"); field.value = "K7QFM-2XD9T-RAW"; return field.scrollWidth <= field.clientWidth; })()`,
      );
      expect(fits).toBe(true);
    }),
  );
});

describe("an e-mail with a code of letters and digits", () => {
  it.each(["en", "ar"])("shows it whole on a narrow phone in %s", async (locale) => {
    const recipient = freshEmail();
    await service.challenge(recipient, { codeFormats: ["digits", "base32"], locale });
    const [mail] = service.inbox.list(recipient);
    const context = await browser.newContext({ viewport: NARROW });
    try {
      const page = await context.newPage();
      await page.setContent(mail?.html ?? "");
      expect(await overflows(page)).toBe(false);
      const code = service.code(recipient);
      expect(await page.locator("p.b.k").textContent()).toBe(code);
    } finally {
      await context.close();
    }
  });
});

describe("the tag with a code of letters and digits", () => {
  let site: TagSite;
  beforeAll(async () => {
    site = await startTagSite(ALWAYS);
  });

  it("asks for it in a field for letters, says what it looks like, and signs in", () =>
    site.visit({}, async ({ page }) => {
      const code = await site.ask(page);
      const field = codeField(page);
      expect(await field.getAttribute("inputmode")).toBe("text");
      expect(await field.getAttribute("autocapitalize")).toBe("characters");
      await page.locator("latchkey-sign-in").getByText("K7QFM-2XD9T-RAW").waitFor();
      await field.fill("123456");
      await page.locator("latchkey-sign-in").getByRole("button", { name: "Continue" }).click();
      await page.locator("latchkey-sign-in").getByText("Enter the").waitFor();
      const done = signedIn(page);
      await field.fill(code.toLowerCase());
      expect((await done).subject).toMatch(/^[\w-]{22}$/);
    }));
});
