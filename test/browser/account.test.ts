import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { recipientKey } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { ALL_CLIENTS } from "../support/app.ts";
import { aPasskey, aTotp } from "../support/factors.ts";
import { raised } from "../support/raised.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { signInToStay } from "../support/staying-app.ts";
import {
  DESKTOP,
  enterCode,
  freshEmail,
  heading,
  launchBrowser,
  PHONE,
  requestCodeHere,
  visit,
} from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({
    ...{ account: "on", secondFactor: "optional", factors: { passkeys: "on" } },
    ...ALL_CLIENTS,
  });
  browser = await launchBrowser();
});

/** Opens the account, is sent to sign in, and comes back to it. */
async function signInToAccount(page: Page, email: string, scripted = true): Promise<void> {
  await page.goto("/otp/account");
  await page.getByRole("link", { name: "Sign in" }).click();
  await enterCode(page, await requestCodeHere(page, service, email), scripted);
  await heading(page, "Your account");
}

/** Walks to the page with all that it can show: another session, of an app, an authenticator, a passkey, few codes. */
async function walkWithEverything(page: Page, scripted = true): Promise<void> {
  const email = freshEmail();
  await signInToStay(service, email, { scope: "openid email phone offline_access" });
  service.clock.advance(31);
  await signInToAccount(page, email, scripted);
  const { storage, keys } = service.services;
  const secret = await keys.recipient();
  const key = recipientKey(secret, { addressKind: "email", address: email });
  const { challenges } = await storage.challenges.list(key);
  const subject = challenges[0]?.subject ?? "";
  const at = subjectKey(secret, subject);
  const write = { by: "test", now: service.clock.now() };
  const enrolled = { addTotp: aTotp(), codes: { 1: { salt: "s", hash: "h" } }, twoSteps: "on" } as const;
  await storage.factors.change(at, { subject, version: 0, ...enrolled }, write);
  const added = { passkey: aPasskey(), provenAt: write.now };
  await storage.passkeys.add(at, { subject, version: 1 }, added, { ...write, by: "passkey" });
  const cookies = await page.context().cookies();
  const own = cookies.find(({ name }) => name === "latchkey-session");
  if (!own) throw new Error("the browser has no session");
  await page.context().addCookies([{ ...own, value: await raised(service, own.value) }]);
  await page.reload();
}

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
      await walkWithEverything(page);
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
      await walkWithEverything(page);
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
      await walkWithEverything(page, false);
      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await page.getByText("You are signed out everywhere else.").waitFor();
    }));
});
