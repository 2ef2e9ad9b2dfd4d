import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { freshEmail, launchBrowser, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

const codeOf = (recipient: string) =>
  /\d{6}/.exec(service.inbox.list(recipient)[0]?.text ?? "")?.[0] ?? "no code";

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a user whose browser speaks Arabic, %s", (_case, javaScriptEnabled) => {
  it("signs in from right to left, on every page", () =>
    visit(browser, service, { locale: "ar", javaScriptEnabled }, async (page) => {
      const recipient = freshEmail();
      const arabic = async () => {
        expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
        expect(await page.locator("h1").textContent()).toMatch(/^\p{Script=Arabic}/u);
      };
      await page.goto("/otp/request");
      await arabic();
      await page.locator("#email").fill(recipient);
      await page.locator("main form button").click();
      await page.locator("#code").waitFor();
      await arabic();
      await service.settled();
      expect(service.inbox.list(recipient)[0]?.text).toMatch(/\p{Script=Arabic}/u);
      const answered = page.waitForEvent("domcontentloaded");
      await page.locator("#code").fill(codeOf(recipient));
      if (!javaScriptEnabled) await page.locator("main form button").first().click();
      await answered;
      await page.locator("dl").waitFor();
      await arabic();
    }));

  it("chooses another language, which stays", () =>
    visit(browser, service, { locale: "ar", javaScriptEnabled }, async (page) => {
      await page.goto("/otp/request?channel=sms");
      await page.locator("footer summary").click();
      await page.locator("#sms").fill("+34 6");
      await page.getByRole("button", { name: "Español" }).click();
      await page.locator("html[lang=es]").waitFor();
      expect(await page.locator("#sms").inputValue()).toBe("+34 6");
      expect(await page.locator("#by-sms").isChecked()).toBe(true);
      await page.goto("/otp/session");
      expect(await page.locator("html").getAttribute("lang")).toBe("es");
    }));
});

describe("a user with a keyboard alone", () => {
  it("signs in and out", () =>
    visit(browser, service, {}, async (page: Page) => {
      const recipient = freshEmail();
      await page.goto("/otp/request");
      // The field gets the focus by itself, with the page's first frame.
      await page.locator("#email:focus").waitFor();
      await page.keyboard.type(recipient);
      await page.keyboard.press("Enter");
      await page.locator("#code:focus").waitFor();
      await service.settled();
      await page.keyboard.type(codeOf(recipient));
      await page.locator("dl").waitFor();
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Sign out");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    }));

  it("stands on the summary of what is wrong, from which one key leads to the field", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/otp/request");
      await page.locator("#email:focus").waitFor();
      await page.keyboard.type("anna at");
      await page.keyboard.press("Enter");
      await page.locator("#summary:focus").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.id")).toBe("email");
    }));
});

describe("a message that goes wrong while a user waits", () => {
  it("is told of on the page, and to a screen reader, without a reload", () =>
    visit(browser, service, {}, async (page) => {
      await service.post("/_local/outage", { channel: "email", mode: "transient" });
      await page.goto("/otp/request");
      await page.locator("#email").fill(freshEmail());
      await page.locator("main form button").click();
      await page.getByText("Sending takes longer than usual.").first().waitFor();
      await service.post("/_local/outage", { channel: "email", mode: "permanent" });
      service.clock.advance(40);
      await page.locator("#delivery [role=alert]").waitFor();
      expect(await page.locator("#live").textContent()).toMatch(/^We could not send the code/);
      await service.post("/_local/outage", { channel: "email", mode: "none" });
    }));
});

describe("a user who goes back after signing in", () => {
  it("finds the session, not a form that is used up", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await page.goto("/otp/request");
      await page.locator("#email").fill(recipient);
      await page.locator("main form button").click();
      await page.locator("#code").waitFor();
      await service.settled();
      await page.locator("#code").fill(codeOf(recipient));
      await page.locator("dl").waitFor();
      await page.goBack();
      await page.locator("dl").waitFor();
      expect(new URL(page.url()).pathname).toBe("/otp/session");
    }));
});
