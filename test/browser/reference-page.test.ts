import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { operations } from "../support/described.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { DESKTOP, freshEmail, launchBrowser, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

/** Opens the operation, and sends its request with this body. */
async function tryIt(page: Page, operationId: string, body: object): Promise<string> {
  const block = page.locator(`[id$="-${operationId}"]`);
  await block.locator(".opblock-summary-control").click();
  await block.locator("textarea.body-param__text").fill(JSON.stringify(body));
  await block.getByRole("button", { name: "Execute" }).click();
  const answer = block.locator(".live-responses-table .response").first();
  await answer.waitFor();
  return answer.innerText();
}

// The walk itself fails on any request to another origin, and on anything that the page's policy refuses.
describe("the API's reference on the local service", () => {
  it("shows every operation, and loads nothing from elsewhere", () =>
    visit(browser, service, { viewport: DESKTOP }, async (page) => {
      await page.goto("/_local/");
      await page.getByRole("link", { name: "API reference" }).click();
      await page.locator(".opblock").first().waitFor();
      const shown = await page.evaluate<string[]>(`[...document.querySelectorAll(".opblock")].map((block) =>
        [".opblock-summary-method", ".opblock-summary-path"]
          .map((part) => block.querySelector(part).textContent.replaceAll("\\u200b", ""))
          .join(" "),
      )`);
      expect(shown.sort()).toEqual(
        operations()
          .map(([name]) => name)
          .sort(),
      );
      await page.waitForLoadState("networkidle");
    }));

  it("tries requests against the service that shows it", () =>
    visit(browser, service, { viewport: DESKTOP }, async (page) => {
      await page.goto("/docs/");
      const recipient = freshEmail();
      expect(await tryIt(page, "requestCode", { recipient })).toMatch(/^202[^]*"challengeId"/);
      await service.settled();
      expect(service.code(recipient)).toMatch(/^\d{6}$/);
      expect(await tryIt(page, "readStatus", { challengeId: "x" })).toMatch(/^404[^]*challenge-not-found/);
    }));
});
