import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { TestService } from "../support/service.ts";
import { codeField, freshTagEmail, signedIn, startTagSite, type TagSite } from "./tag-site.ts";

let service: TestService;
let visit: TagSite["visit"];
let ask: TagSite["ask"];

beforeAll(async () => {
  ({ service, visit, ask } = await startTagSite({
    channels: {
      voice: { enabled: true, providers: ["inbox"] },
      whatsapp: { enabled: true, providers: ["inbox"] },
      sms: { countries: ["US", "CA", "GB"] },
    },
  }));
});

describe("the tag where something else was meant", () => {
  it("asks whether the address of a large provider was, and sends there", () =>
    visit({}, async ({ page }) => {
      const slip = freshTagEmail("gmial.com");
      await ask(page, slip);
      await page.getByText(/Did you mean .?tag\d+@gmail\.com/).waitFor();
      // A reload asks still.
      await page.reload();
      await page.getByRole("button", { name: "Send a code there" }).click();
      await page.getByText(/code to .?tag\d+@gmail\.com/).waitFor();
      await service.settled();
      const approved = signedIn(page);
      await codeField(page).fill(service.code(slip.replace("gmial", "gmail")));
      await approved;
    }));

  it("reads a number in the country that was chosen, which is the person's own at first", () =>
    visit({ channels: "sms", countries: "CA,US" }, async ({ page }) => {
      const country = page.getByRole("combobox", { name: "Country" });
      expect(await country.evaluate((select) => (select as { value?: string }).value)).toBe("US");
      expect(await country.locator("option").allTextContents()).toEqual(["Canada", "United States"]);
      await country.selectOption("CA");
      const request = page.waitForRequest(
        (asked) => asked.url().endsWith("/otp/request") && asked.method() === "POST",
      );
      await page.locator("latchkey-sign-in input[type=tel]").fill("506 234 5678");
      await page.locator("latchkey-sign-in button.main").click();
      expect((await request).postDataJSON()).toMatchObject({ country: "CA" });
      // Who typed it sees in which country it was read.
      const read = page.getByText(/code to \W*\+1 506 234 5678\W* \(Canada\)/);
      await read.waitFor();
      await page.reload();
      await read.waitFor();
    }));

  it("keeps a number where it is to go another way, and drops it for an e-mail", () =>
    visit({ channels: "email,sms,whatsapp" }, async ({ page }) => {
      const way = (name: string) => page.getByRole("radio", { name }).check();
      const typed = () => page.locator("latchkey-sign-in input[part=input]").inputValue();
      await way("Text message");
      await page.locator("latchkey-sign-in input[type=tel]").fill("+1 415 555 0174");
      await way("WhatsApp");
      expect(await typed()).toBe("+1 415 555 0174");
      await way("E-mail");
      expect(await typed()).toBe("");
    }));

  it("offers a landline no messages", () =>
    visit({ channels: "sms,whatsapp,voice" }, async ({ page }) => {
      await page.getByRole("radio", { name: "Phone call" }).check();
      await page.locator("latchkey-sign-in input[type=tel]").fill("+44 20 7946 0018");
      await page.locator("latchkey-sign-in button.main").click();
      await page.getByText(/code to \W*\+44 20 7946 0018\W* \(United Kingdom\)/).waitFor();
      expect(await page.getByRole("button", { name: /instead/ }).count()).toBe(0);
    }));

  it("offers the other way to a number once the code may be sent again", () =>
    visit({ channels: "email,sms,whatsapp" }, async ({ page }) => {
      await page.clock.install();
      await page.getByText("Text message").click();
      await page.locator("latchkey-sign-in input[type=tel]").fill("+1 415 555 0173");
      await page.locator("latchkey-sign-in button.main").click();
      const other = page.getByRole("button", { name: "Send it by WhatsApp instead" });
      await other.waitFor();
      expect(await other.isDisabled()).toBe(true);
      await page.clock.runFor(31_000);
      const request = page.waitForRequest(
        (asked) => asked.url().endsWith("/otp/resend") && asked.method() === "POST",
      );
      await other.click();
      expect((await request).postDataJSON()).toMatchObject({ channel: "whatsapp" });
    }));

  it("says why a limit is there and where help is, and leads to no script", async () => {
    const recipient = freshTagEmail();
    const limited = (support: string, walk: (page: Page) => Promise<void>) =>
      visit({ "support-url": support }, async ({ page }) => {
        await page.locator("latchkey-sign-in input[type=email]").fill(recipient);
        await page.locator("latchkey-sign-in button.main").click();
        await page.getByText("A code was sent a moment ago.").waitFor();
        await walk(page);
      });
    await visit({ "support-url": "https://help.example" }, async ({ page }) => {
      await ask(page, recipient);
      expect(await page.getByRole("link", { name: "Help" }).count()).toBe(0);
    });
    await limited("https://help.example", async (page) => {
      expect(await page.getByRole("link", { name: "Help" }).getAttribute("href")).toBe(
        "https://help.example",
      );
    });
    await limited("javascript:alert(1)", async (page) => {
      expect(await page.getByRole("link", { name: "Help" }).count()).toBe(0);
    });
  });
});
