import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../support/service.ts";
import { askFor, enterCode, freshEmail, heading, launchBrowser, visit } from "./browser.ts";

const SETTINGS = {
  limits: { ...DEPLOYED_LIMITS, originPerHour: 1 },
  botCheck: { use: "pow", cost: 5000 },
};

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  service = await startTestService(SETTINGS);
  await service.post("/otp/request", { recipient: freshEmail() });
});

describe("a person in a network that has asked for too much", () => {
  it("is signed in after a moment, without a click more: the browser solves the puzzle", () =>
    visit(browser, service, {}, async (page) => {
      const email = freshEmail();
      await askFor(page, email);
      await heading(page, "Enter your code");
      await service.settled();
      await enterCode(page, service.code(email));
      await heading(page, "You are signed in");
    }));

  it("is told without a script how long to wait, and what else to do", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      await askFor(page, freshEmail());
      const text = await page.locator("main").innerText();
      expect(text).toContain("Many codes were asked for from your network");
      expect(text).toContain("With JavaScript switched on");
      expect(text).not.toContain("One moment");
    }));
});
