import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page, Response } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

const prefetched = (page: Page, path: string): Promise<Response> =>
  page.waitForResponse(
    (response) =>
      new URL(response.url()).pathname === path && response.request().headers()["sec-purpose"] === "prefetch",
  );

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a browser %s", (_, javaScriptEnabled) => {
  it("has the next step's function start while a person types, and the walk goes on as ever", () =>
    visit(browser, service, { javaScriptEnabled }, async (page) => {
      const verify = prefetched(page, "/otp/verify");
      await page.goto("/otp/request");
      expect((await verify).status()).toBe(204);

      const session = prefetched(page, "/otp/session");
      const code = await requestCode(page, service);
      expect((await session).status()).toBe(204);

      await enterCode(page, code, javaScriptEnabled);
      await heading(page, "You are signed in");
    }));
});
