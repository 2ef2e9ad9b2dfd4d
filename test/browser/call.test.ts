import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, heading, launchBrowser, visit } from "./browser.ts";
import { codeField, signedIn, startTagSite, type TagSite } from "./tag-site.ts";

const CALLS = { channels: { voice: { enabled: true, providers: ["inbox"] } } };
const NARROW = { width: 320, height: 640 };
const FIXED_LINES = ["020 7946 0018", "020 7946 0019", "020 7946 0020", "020 7946 0021"];
const abroad = (local: string) => local.replace(/^0/, "+44").replaceAll(" ", "");

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService(CALLS);
  browser = await launchBrowser();
});

describe.each([
  ["a browser with scripts", true, FIXED_LINES[0]!],
  ["a browser without scripts", false, FIXED_LINES[1]!],
])("a code by phone call in %s", (_, javaScriptEnabled, number) => {
  it("is chosen beside an SMS, goes to a fixed line, and signs in", () =>
    visit(browser, service, { javaScriptEnabled }, async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("Phone call").check();
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(number);
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
      await service.settled();
      expect(service.inbox.list(abroad(number)).map(({ channel }) => channel)).toEqual(["voice"]);
      // An SMS could not come.
      expect(await page.getByRole("button", { name: "Send it by text message instead" }).count()).toBe(0);
      await enterCode(page, service.code(abroad(number)), javaScriptEnabled);
      await heading(page, "You are signed in");
    }));
});

describe("a user who chose an SMS", () => {
  it("reads what is wrong with a fixed line, and is called there instead", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("Text message").check();
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(FIXED_LINES[2]!);
      await page.getByRole("button", { name: "Send the code" }).click();
      await page.getByText("this one cannot receive text messages").first().waitFor();
      expect(await page.getByLabel("Phone number").inputValue()).toBe(FIXED_LINES[2]);
      await page.getByLabel("Phone call").check();
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
    }));

  it("may be called at the same number, with the same code", () =>
    visit(browser, service, {}, async (page) => {
      const mobile = "+14155550141";
      await page.goto("/otp/request");
      await page.getByLabel("Text message").check();
      await page.getByLabel("Phone number").fill(mobile);
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
      await service.settled();
      const sent = service.code(mobile);
      service.clock.advance(30);
      await page.reload();
      await page.getByRole("button", { name: "Call me instead" }).click();
      await heading(page, "Enter your code");
      await service.settled();
      expect(service.inbox.list(mobile).map(({ channel }) => channel)).toEqual(["voice", "sms"]);
      await enterCode(page, sent);
      await heading(page, "You are signed in");
    }));
});

describe("the page that asks where a code should go", () => {
  it.each(["en", "de", "fr", "ar", "hi", "zh"])("fits on a narrow phone in %s with every way", (locale) =>
    visit(browser, service, { viewport: NARROW, locale }, async (page) => {
      await page.goto(`/otp/request?locale=${locale}`);
      await page.locator("#by-voice").check();
      expect(await page.locator("#sms").isVisible()).toBe(true);
      const overflows = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
      expect(await page.evaluate(overflows)).toBe(false);
    }),
  );
});

describe("the tag with calls", () => {
  let site: TagSite;
  beforeAll(async () => {
    site = await startTagSite(CALLS);
  });

  it("asks for any phone, and has it called", () =>
    site.visit({ channels: "email,sms,voice", countries: "GB,US" }, async ({ page }) => {
      await page.getByText("Phone call").click();
      await page.getByRole("combobox", { name: "Country" }).selectOption("GB");
      await page.getByLabel("Phone number").fill(FIXED_LINES[3]!);
      await page.locator("latchkey-sign-in button.main").click();
      await codeField(page).waitFor();
      await site.service.settled();
      const approved = signedIn(page);
      await codeField(page).fill(site.service.code(abroad(FIXED_LINES[3]!)));
      await approved;
    }));

  it("offers a call once the code may be sent again", () =>
    site.visit({ channels: "sms,voice" }, async ({ page }) => {
      await page.clock.install();
      await page.getByText("Text message").click();
      await page.locator("latchkey-sign-in input[type=tel]").fill("+1 415 555 0174");
      await page.locator("latchkey-sign-in button.main").click();
      const call = page.getByRole("button", { name: "Call me instead" });
      await call.waitFor();
      await page.clock.runFor(31_000);
      const request = page.waitForRequest(
        (asked) => asked.url().endsWith("/otp/resend") && asked.method() === "POST",
      );
      await call.click();
      expect((await request).postDataJSON()).toMatchObject({ channel: "voice" });
    }));
});
