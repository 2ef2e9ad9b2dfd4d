import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { appOf, enrolCode } from "../support/desk-page.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { DESKTOP, heading, launchBrowser, PHONE, visit } from "./browser.ts";

const OWNER = "owner@utility.example";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  service = await startTestService({
    registration: "registered",
    desk: {
      admins: [
        { recipient: OWNER, role: "owner" },
        { recipient: "second@utility.example", role: "owner" },
      ],
    },
  });
});

/** Has axe look at the page as it is now; nothing of it scrolls sideways on a phone. */
async function look(page: Page): Promise<void> {
  const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  expect(wide).toBe(0);
  if (!(await page.evaluate("typeof axe === 'object'").catch(() => false))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ["violations"] })`);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Types the address and the code of the message. */
async function upToFactor(page: Page, recipient: string): Promise<void> {
  await page.goto("/admin");
  await heading(page, "Sign in to the desk");
  await page.getByLabel("E-mail address or phone number").fill(recipient);
  await page.getByRole("button", { name: "Send the code" }).click();
  await heading(page, "Enter the code");
  await service.settled();
  await page.getByLabel("Code").fill(service.code(recipient));
  await page.getByRole("button", { name: "Continue" }).click();
}

describe("an admin in a browser", () => {
  it("enrols, signs in and signs out, without JavaScript; Back shows nothing of the desk after that", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      const code = await enrolCode(service, OWNER);
      await upToFactor(page, OWNER);
      await heading(page, "Set up your authenticator");
      const app = appOf(await page.content());
      const shows = () => app.shows(service.clock.now());
      await page.getByLabel("Code from an owner").fill(code);
      await page.getByLabel("Code of your authenticator").fill(shows());
      await page.getByRole("button", { name: "Continue" }).click();
      await heading(page, "Your backup codes");
      await page.getByRole("link", { name: "To the desk" }).click();
      await heading(page, "Today");
      await page.getByRole("button", { name: "Sign out" }).click();
      await heading(page, "Sign in to the desk");
      service.clock.advance(3600);
      await upToFactor(page, OWNER);
      await heading(page, "Second factor");
      await page.getByLabel("Code of your authenticator").fill(shows());
      await page.getByRole("button", { name: "Continue" }).click();
      await heading(page, "Today");
      // Back after the way out shows nothing of the desk: its pages are kept nowhere.
      await page.getByRole("button", { name: "Sign out" }).click();
      await heading(page, "Sign in to the desk");
      await page.goBack();
      await heading(page, "Sign in to the desk");
    }));

  it.each([
    ["phone", PHONE, "light"],
    ["desktop", DESKTOP, "dark"],
  ] as const)("meets no fault that axe knows, %s", (_name, viewport, colorScheme) =>
    visit(browser, service, { viewport, colorScheme, bypassCSP: true }, async (page) => {
      service.clock.advance(10_800);
      await page.goto("/admin");
      await look(page);
      await upToFactor(page, "second@utility.example");
      await heading(page, "Set up your authenticator");
      await look(page);
      await page.getByLabel("Code from an owner").fill("AAAAA-AAAAA-AAA");
      await page.getByLabel("Code of your authenticator").fill("000000");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("does not hold any more").waitFor();
      await look(page);
    }),
  );
});
