import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { START, startTestService, type TestService } from "../support/service.ts";
import { freshEmail, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

const walk = (steps: (page: Page) => Promise<void>) => visit(browser, service, {}, steps);

describe("the country beside a number", () => {
  it("changes example and placeholder with the choice", () =>
    walk(async (page) => {
      await page.goto("/otp/request");
      await page.locator("#by-sms").check();
      await page.getByLabel("Country").selectOption("DE");
      expect(await page.getByLabel("Mobile number").getAttribute("placeholder")).toBe("01512 3456789");
      expect(await page.locator("#sms-hint").textContent()).toBe("For example 01512 3456789");
    }));
});

describe("more digits than a code has", () => {
  it("are said at once, until some are taken away", () =>
    walk(async (page) => {
      await requestCode(page, service);
      const field = page.getByLabel("Code");
      await field.focus();
      await page.keyboard.insertText("12345678");
      await page.getByText("The code has 6 digits, and there are more here.").waitFor();
      await field.press("Backspace");
      expect(await page.locator("#code-long").isVisible()).toBe(true);
      await field.fill("123");
      expect(await page.locator("#code-long").isVisible()).toBe(false);
    }));
});

describe("a code that expires while its page is open", () => {
  it("has the page say so, and ask anew", () =>
    walk(async (page) => {
      await page.clock.install({ time: START * 1000 });
      await requestCode(page, service);
      service.clock.advance(301);
      await page.clock.runFor(302_000);
      await heading(page, "The code has expired");
      await page.getByRole("button", { name: "Send a new code to" }).waitFor();
    }));
});

describe("a long wait", () => {
  it("names the time by the visitor's own clock", () =>
    visit(browser, service, { timezoneId: "Asia/Kolkata", locale: "en-GB" }, async (page) => {
      const recipient = freshEmail();
      for (let sends = 0; sends < 5; sends++) {
        await service.challenge(recipient);
        service.clock.advance(31);
      }
      await page.clock.setFixedTime(new Date("2026-11-23T04:00:30Z"));
      await page.goto("/otp/request");
      await page.getByLabel("E-mail address").fill(recipient);
      await page.getByRole("button", { name: "Send the code" }).click();
      const said = await page.getByRole("alert").filter({ hasText: "Many codes" }).textContent();
      expect(said).toMatch(/Please wait until \d+:\d\d/);
    }));
});
