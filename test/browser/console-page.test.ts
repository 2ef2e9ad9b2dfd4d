import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { freshEmail, launchBrowser, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

describe("the page of the local service", () => {
  it("shows what is sent as it is sent, newest first, and the table", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/_local/");
      await page.getByText("Nothing has been sent yet.").waitFor();
      const first = freshEmail();
      const second = freshEmail();
      await service.challenge(first);
      await page.getByText(`to ${first}`).waitFor();
      const { code } = await service.challenge(second);
      await page.getByText(`to ${second}`).waitFor();
      expect(await page.locator("#inbox article").first().textContent()).toContain(code);
      await page.locator("summary", { hasText: "Items" }).click();
      await page.getByText(/^[1-9]\d* items/).waitFor();

      await page.getByRole("searchbox").fill(first);
      await page.getByText(`to ${second}`).waitFor({ state: "detached" });
      await page.getByText(`items of ${first}`).waitFor();
      expect(await page.locator("#inbox article").count()).toBe(1);
    }));

  it("shows an e-mail as it looks, and leaves it open while others come", () =>
    visit(browser, service, {}, async (page) => {
      const address = freshEmail();
      const { code } = await service.challenge(address);
      await page.goto("/_local/");
      const mail = page.locator("article", { hasText: address });
      await mail.getByText("As it looks").click();
      const shown = page.frameLocator("iframe");
      await shown.getByText(code).last().waitFor();
      await service.challenge(freshEmail());
      await page.locator("#inbox article").first().getByText(address).waitFor({ state: "detached" });
      expect(await mail.locator("details").getAttribute("open")).toBe("");
      expect(await shown.getByText(code).last().isVisible()).toBe(true);
    }));

  it("registers a customer, and says what was wrong", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/_local/");
      const address = freshEmail();
      const register = page.getByRole("button", { name: "Register" });
      await page.getByLabel("E-mail address or number").fill("no address");
      await register.click();
      await page.getByText(/^recipient: /).waitFor();
      await page.getByLabel("E-mail address or number").fill(address);
      await page.getByLabel("Customer id").fill("c-17");
      await register.click();
      await page.getByText(`${address} is registered as c-17.`).waitFor();
    }));

  it("has a provider fail, and deliver again", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/_local/");
      const email = page.locator("select[name=email]");
      const set = async (mode: string) => {
        const answer = page.waitForResponse((one) => one.request().method() === "POST");
        await email.selectOption(mode);
        expect((await answer).status()).toBe(204);
      };
      await set("fails for good");
      const address = freshEmail();
      await service.post("/otp/request", { recipient: address });
      await service.settled();
      expect(service.inbox.list(address)).toEqual([]);
      await set("delivers");
      await service.challenge(freshEmail());
    }));

  it("sets the clock forward", () =>
    visit(browser, service, {}, async (page) => {
      const before = service.clock.now();
      await page.goto("/_local/");
      await page.getByRole("button", { name: "+30 s" }).click();
      const shown = new Date((before + 30) * 1000).toISOString().slice(0, 19).replace("T", " ");
      await page.getByText(`${shown} UTC`).first().waitFor();
      expect(service.clock.now()).toBe(before + 30);
    }));

  it("shows the events that were told, and no heading where there are none", async () => {
    const told = await startTestService({ events: { bus: "default" } });
    await visit(browser, service, {}, async (page) => {
      await page.goto("/_local/");
      await page.locator("#inbox article").first().waitFor();
      expect(await page.getByRole("heading", { name: "Events" }).isVisible()).toBe(false);
    });
    await visit(browser, told, {}, async (page) => {
      await page.goto("/_local/");
      await told.challenge("told@example.com");
      await page.getByRole("heading", { name: "Events" }).waitFor();
      const shown = await page.locator("#events article").first().textContent();
      expect(shown).toContain("to bus · taken");
      expect(shown).toContain("delivery.changed");
      expect(shown).toContain("t***@example.com");
      expect(shown).not.toContain("told@");
    });
  });
});
