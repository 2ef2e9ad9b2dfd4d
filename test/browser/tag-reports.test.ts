import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { wordBook } from "../../functions/words/word-book.ts";
import { type AccountSite, startAccountSite } from "./account-site.ts";
import { inTag, openTag, toldTypes, typeTagCode, userWithApp } from "./tag-device.ts";
import { codeField } from "./tag-site.ts";

let site: AccountSite;
let service: AccountSite["service"];
let visit: AccountSite["visit"];
beforeAll(async () => {
  site = await startAccountSite();
  ({ service, visit } = site);
});

const words = wordBook().pages("en");

/** Goes on to the second step of a user with an authenticator. */
async function toSecondStep(page: Page, codes = 0) {
  const user = await userWithApp(service, codes);
  await typeTagCode(page, service, user.address);
  await page.getByRole("heading", { name: words.secondStep }).waitFor();
  return user;
}

/** How often the service was asked for something. */
function countCalls(page: Page, path: string): () => number {
  let calls = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === path) calls += 1;
  });
  return () => calls;
}

const pressing = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
describe("what others were told of such steps", () => {
  it("a program that fills a field tells of it twice: one code is sent once (keepassxc-browser#3086)", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const { shows, wrong } = await toSecondStep(page);
      const calls = countCalls(page, "/otp/factor");
      const fillTwice = (code: string) =>
        page.evaluate(`(() => {
          const field = document.querySelector("latchkey-sign-in").shadowRoot.querySelector("input");
          field.value = ${JSON.stringify(code)};
          for (const name of ["input", "change", "input", "change"])
            field.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
        })()`);
      await fillTwice(wrong());
      await page.getByText(words["error.incorrect"]).waitFor();
      // Nor once more where it tells of it again after the answer (tinyauth#790).
      await fillTwice(wrong());
      expect(calls()).toBe(1);
      await fillTwice(shows());
      await page.getByText(words.youAreSignedIn).waitFor();
      expect(calls()).toBe(2);
    }));

  it("phones show letters for a backup code, and take it in small ones (keycloak#51100, betterlytics#1080)", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const { backupCodes } = await toSecondStep(page, 1);
      const traits = (names: readonly string[]) =>
        Promise.all(names.map((name) => codeField(page).getAttribute(name)));
      const asked = ["inputmode", "autocomplete", "maxlength", "pattern"];
      expect(await traits(asked)).toEqual(["numeric", "one-time-code", null, null]);
      await pressing(page, words.useBackupCode);
      expect(await traits(asked)).toEqual(["text", "off", null, null]);
      await codeField(page).fill(backupCodes[0]?.toLowerCase() ?? "");
      await page.getByText(words.youAreSignedIn).waitFor();
    }));

  it("a reload asks for an address again, and shows no empty page (spring-security-samples#63)", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      await toSecondStep(page);
      await page.reload();
      await inTag(page).locator("input[type=email]").waitFor();
    }));

  it("a step whose time is over goes back at once, and says why (thunderbird-accounts#1013)", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await page.clock.install();
      await openTag(device, site.other);
      await toSecondStep(page);
      await page.clock.runFor(301_000);
      await page.getByText(words["over.stepExpiredDetail"]).waitFor();
      await inTag(page).locator("input[type=email]").waitFor();
    }));

  it("a sign-in that was stopped meanwhile says so, and asks for an address", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const { shows } = await toSecondStep(page);
      service.clock.advance(601);
      await codeField(page).fill(shows());
      await page.getByText(words["over.stepExpiredDetail"]).waitFor();
    }));

  it("another language shows the same step, with what was typed", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      await toSecondStep(page, 1);
      await pressing(page, words.useBackupCode);
      await codeField(page).fill("7-K7Q");
      await page.evaluate(`document.querySelector("latchkey-sign-in").setAttribute("locale", "de")`);
      await page.getByLabel(wordBook().pages("de").backupCode).waitFor();
      expect(await codeField(page).inputValue()).toBe("7-K7Q");
    }));
});

describe("where the tag cannot ask itself", () => {
  it("leads to the service's own page: its file cannot be loaded", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await page.route(/\/parts\/factors-[0-9A-Z]+\.js/, (route) => route.abort());
      await openTag(device, site.other);
      const user = await userWithApp(service);
      await typeTagCode(page, service, user.address);
      const link = inTag(page).locator("a[href]");
      await link.and(page.getByText(words.signIn)).waitFor();
      expect(await link.getAttribute("href")).toBe(`${service.url}/otp/request`);
      expect(await toldTypes(page)).toEqual(["latchkey-factor-required"]);
    }));
});
