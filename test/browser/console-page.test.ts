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
      expect(Number(await page.locator("#count").textContent())).toBeGreaterThan(0);
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
