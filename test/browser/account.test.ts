import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { ALL_CLIENTS } from "../support/app.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { toAccount } from "./account-walks.ts";
import { DESKTOP, heading, launchBrowser, PHONE, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({
    ...{ account: "on", secondFactor: "optional", factors: { passkeys: "on" } },
    ...ALL_CLIENTS,
  });
  browser = await launchBrowser();
});

const misfits = `({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  small: [...document.querySelectorAll("a, button")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
    .map((element) => element.outerHTML),
})`;

describe("the page of an account", () => {
  it("has no fault that axe knows, and fits, in every colour, size and direction", () =>
    // The policy would not let axe in. Colours that change slowly would be judged half-way.
    visit(browser, service, { bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
      await toAccount(page, service);
      for (const [locale, colorScheme, size] of [
        ["en", "light", PHONE],
        ["ar", "dark", PHONE],
        ["hi", "light", { width: 320, height: 480 }],
        ["de", "dark", DESKTOP],
      ] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.goto(`/otp/account?locale=${locale}`);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<AxeResults>(
          `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
        );
        const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        expect([locale, faults]).toEqual([locale, []]);
        expect([locale, await page.evaluate(misfits)]).toEqual([locale, { overflow: 0, small: [] }]);
      }
    }));

  it("ends an app's access and another session, and signs out", () =>
    visit(browser, service, {}, async (page) => {
      await toAccount(page, service);
      await page.getByText("Fewer than three backup codes are left.").waitFor();
      await page.getByRole("button", { name: "End access" }).click();
      await page.getByText("The app has no access any more.").waitFor();
      await page.getByRole("button", { name: "Sign out there" }).click();
      await page.getByText("You are signed out there.").waitFor();
      expect(await page.getByRole("button", { name: "Sign out everywhere else" }).count()).toBe(0);
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await heading(page, "You are signed out");
    }));

  it("works without a script", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      await toAccount(page, service, false);
      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await page.getByText("You are signed out everywhere else.").waitFor();
    }));
});
