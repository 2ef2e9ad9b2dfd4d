import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { launchBrowser, visit } from "./browser.ts";
import { WALKS } from "./walks.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
  browser = await launchBrowser();
});

/** Has axe look at the page as it is now. */
async function expectNoFault(page: Page): Promise<void> {
  const { violations, passes } = await page.evaluate<AxeResults>(
    `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  expect(faults).toEqual([]);
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
}

// No answer and no script asks for the colour scheme, only style sheets do: a page that was walked to serves both.
describe.each(Object.entries(WALKS))("the page %s", (_name, walk) => {
  it("has no fault that axe knows, light and dark", () =>
    // The policy would not let axe in. Colours that change slowly would be judged half-way.
    visit(browser, service, { bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
      await walk(page, service);
      await page.evaluate(axe.source);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(`matchMedia("(prefers-color-scheme: ${colorScheme})").matches`)).toBe(
          true,
        );
        await expectNoFault(page);
      }
    }));
});

describe("the focus", () => {
  it.each([
    ["request", "email"],
    ["request-error", "summary"],
    ["verify", "code"],
    ["verify-error", "code"],
    ["verify-resent", "code"],
    ["second-step-error", "code"],
  ])("on the page %s lands in %s", (name, id) =>
    visit(browser, service, {}, async (page) => {
      await WALKS[name]?.(page, service);
      await page.locator(`#${id}:focus`).waitFor();
    }),
  );

  it("reaches everything by keyboard, in the order of reading", () =>
    visit(browser, service, {}, async (page) => {
      await WALKS["verify-resent"]?.(page, service);
      service.clock.advance(30);
      await page.reload();
      await page.locator("#code:focus").waitFor();
      const reached: string[] = [];
      for (let step = 0; step < 3; step++) {
        await page.keyboard.press("Tab");
        reached.push((await page.locator(":focus").textContent()) ?? "");
      }
      expect(reached).toEqual(["Continue", "Send the code again", "Change contact method"]);
    }));
});
