import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { DESKTOP, launchBrowser, PHONE, visit } from "./browser.ts";
import { WALKS } from "./walks.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
  browser = await launchBrowser();
});

/** The step that a page has its function start for; the answer has no body (prefetch.test.ts). No other page asks ahead. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  request: ["/otp/verify"],
  "request-error": ["/otp/verify"],
  "request-limited": ["/otp/verify"],
  verify: ["/otp/session"],
  "verify-error": ["/otp/session"],
  "verify-resent": ["/otp/session"],
  "second-step": ["/otp/session"],
  "second-step-error": ["/otp/session"],
  "backup-code": ["/otp/session"],
  raise: ["/otp/session"],
};

const SCREENS = {
  "a phone": PHONE,
  "a very small screen": { width: 320, height: 480 },
  "a desktop": DESKTOP,
};

async function expectOneSmallAnswer(page: Page, expectedNext: readonly string[]): Promise<void> {
  const further = await page.evaluate<string[]>(
    `performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType !== "fetch").map(({ name }) => name)`,
  );
  // The script is kept for a year; the next step is only started, and answered with nothing. No page waits for them.
  const next = await page.evaluate<string[]>(
    `[...document.querySelectorAll("link[rel=prefetch]")].map(({ href }) => href)`,
  );
  const others = further.filter((address) => !/\/otp\/script\.js\?v=[\w-]+$/.test(address));
  expect(others.filter((address) => !next.includes(address))).toEqual([]);
  expect(next.map((href) => new URL(href).pathname)).toEqual(expectedNext);
  const bytes = await page.evaluate<number>(`performance.getEntriesByType("navigation")[0].decodedBodySize`);
  expect(bytes).toBeLessThan(20_000);
}

/** How far the page scrolls sideways, and what is too small for a finger. */
async function misfits(page: Page): Promise<{ overflow: number; small: string[] }> {
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  const small = await page.evaluate<string[]>(
    `[...document.querySelectorAll("a, button, label:has(input), .field input")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML)`,
  );
  return { overflow, small };
}

// Walking to a page takes longer than looking at it: one walk serves every size, for which only style sheets ask.
describe.each(Object.entries(WALKS))("the page %s", (name, walk) => {
  it("comes in one small answer, and fits every screen: no scrolling sideways, all can be touched", () =>
    visit(browser, service, {}, async (page) => {
      await walk(page, service);
      await expectOneSmallAnswer(page, NEXT[name] ?? []);
      for (const [screen, size] of Object.entries(SCREENS)) {
        await page.setViewportSize(size);
        expect({ screen, width: await page.evaluate("innerWidth"), ...(await misfits(page)) }).toEqual({
          screen,
          width: size.width,
          overflow: 0,
          small: [],
        });
      }
    }));
});
