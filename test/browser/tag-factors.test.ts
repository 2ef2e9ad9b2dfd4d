import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { type AccountSite, startAccountSite } from "./account-site.ts";
import { inTag, openTag, told, toldTypes, typeTagCode, userWithApp } from "./tag-device.ts";
import { codeField } from "./tag-site.ts";

let site: AccountSite;
let service: AccountSite["service"];
let visit: AccountSite["visit"];
beforeAll(async () => {
  site = await startAccountSite();
  ({ service, visit } = site);
});

const words = wordBook().pages("en");
const SIGNED_IN = ["latchkey-factor-required", "latchkey-signed-in"];

/** Goes on to the second step of a user with an authenticator. */
async function toSecondStep(page: Page, codes = 0) {
  const user = await userWithApp(service, codes);
  await typeTagCode(page, service, user.address);
  await page.getByRole("heading", { name: words.secondStep }).waitFor();
  return user;
}

describe("the tag whose user has two steps", () => {
  it.each(BUILT_IN_LOCALES)(
    "asks for the code of the authenticator in %s, with the focus in its field",
    (locale) =>
      visit(site.other, async (device) => {
        const { page } = device;
        const pages = wordBook().pages(locale);
        await openTag(device, site.other, { locale });
        const user = await userWithApp(service);
        await typeTagCode(page, service, user.address);
        await page.getByRole("heading", { name: pages.secondStep }).waitFor();
        await page.getByLabel(pages.authenticatorCode).waitFor();
        expect(await page.evaluate("document.activeElement.shadowRoot.activeElement.className")).toBe("code");
        expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
        await page.getByLabel(pages.authenticatorCode).fill(user.shows());
        await page.getByText(pages.youAreSignedIn).waitFor();
        expect(await toldTypes(page)).toEqual(SIGNED_IN);
      }),
  );

  it("signs in with its token, is known from then on, and keeps the session where that is wanted", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other, { "keep-session": "" });
      const { subject, shows } = await toSecondStep(page);
      await codeField(page).fill(shows());
      await page.getByText(words.youAreSignedIn).waitFor();
      const detail = (await told(page))[1]?.detail ?? {};
      expect(detail).toMatchObject({ status: "approved", subject, tokenType: "Bearer" });
      expect(await page.evaluate("Object.values(sessionStorage)")).toEqual([detail.sessionToken]);
      expect(await page.evaluate("Object.values(localStorage)")).toEqual([detail.deviceToken]);
    }));

  it("takes a backup code from a field of its own", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const { backupCodes } = await toSecondStep(page, 1);
      const [first = ""] = backupCodes;
      await page.getByRole("button", { name: words.useBackupCode }).click();
      await page.getByLabel(words.backupCode).fill(first.toLowerCase().replaceAll("-", " "));
      await page.getByText(words.youAreSignedIn).waitFor();
      expect(await toldTypes(page)).toEqual(SIGNED_IN);
    }));

  it("takes either code from the field of the other", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const user = await toSecondStep(page, 1);
      await page.getByLabel(words.authenticatorCode).fill(user.backupCodes[0] ?? "");
      await page.getByRole("button", { name: words.continue, exact: true }).click();
      await page.getByText(words.youAreSignedIn).waitFor();
      await page.evaluate(`document.querySelector("latchkey-sign-in").reset()`);
      await inTag(page).locator("input[type=email]").waitFor();
      const other = await toSecondStep(page, 1);
      await page.getByRole("button", { name: words.useBackupCode }).click();
      await page.getByLabel(words.backupCode).fill(other.shows());
      await page.getByRole("button", { name: words.continue, exact: true }).click();
      await page.getByText(words.youAreSignedIn).waitFor();
    }));
});
/** How often the service was asked for something. */
function countCalls(page: Page, path: string): () => number {
  let calls = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === path) calls += 1;
  });
  return () => calls;
}

const pressing = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
describe("a factor that is not right", () => {
  it("costs an attempt, and the last one asks for an address again", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const { wrong } = await toSecondStep(page);
      for (let left = 4; left > 0; left -= 1) {
        await codeField(page).fill("");
        await codeField(page).fill(wrong());
        const says = left === 1 ? "You have 1 attempt left." : `You have ${left} attempts left.`;
        await page.getByText(says.replace(/\d/, (digit) => `\u2068${digit}\u2069`)).waitFor();
        expect(await codeField(page).getAttribute("aria-invalid")).toBe("true");
      }
      await codeField(page).fill("");
      await codeField(page).fill(wrong());
      await page.getByText(words["error.noAttempts"]).waitFor();
      await inTag(page).locator("input[type=email]").waitFor();
      const errors = (await told(page)).filter(({ type }) => type === "latchkey-error");
      expect(errors.map(({ detail }) => detail.attemptsLeft)).toEqual([4, 3, 2, 1, 0]);
    }));

  it("is told at the field where it is no code, and costs nothing", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      await toSecondStep(page, 1);
      const calls = countCalls(page, "/otp/factor");
      await codeField(page).fill("12345");
      await pressing(page, words.continue);
      await page.getByText(/Enter the .*6.* digits of the code/).waitFor();
      await codeField(page).fill("111111 222222");
      await pressing(page, words.continue);
      await page.getByText(/more than one code of .*6.* digits/).waitFor();
      expect(calls()).toBe(0);
      await pressing(page, words.useBackupCode);
      await pressing(page, words.continue);
      await page.getByText(/Enter the .*14.* letters and digits of the code/).waitFor();
      expect(calls()).toBe(0);
      await codeField(page).fill("something else");
      // The same words stand there already.
      const asked = page.waitForRequest(/\/otp\/factor$/);
      await pressing(page, words.continue);
      await asked;
      await page.getByText(/Enter the .*14.* letters and digits of the code/).waitFor();
      expect(calls()).toBe(1);
    }));

  it("leaves the backup code once there were twenty, and says so", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const user = await userWithApp(service, 1);
      for (let round = 0; round < 4; round += 1) await guessFiveTimes(user);
      await typeTagCode(page, service, user.address);
      await page.getByRole("heading", { name: words.secondStep }).waitFor();
      await codeField(page).fill(user.wrong());
      await page.getByText(words["error.factorLocked"]).waitFor();
      await page.getByLabel(words.backupCode).fill(user.backupCodes[0] ?? "");
      await page.getByText(words.youAreSignedIn).waitFor();
    }));

  it("says that there is no way, where the authenticator was all", () =>
    visit(site.other, async (device) => {
      const { page } = device;
      await openTag(device, site.other);
      const user = await userWithApp(service);
      for (let round = 0; round < 4; round += 1) await guessFiveTimes(user);
      await typeTagCode(page, service, user.address);
      await page.getByRole("heading", { name: words.secondStep }).waitFor();
      await codeField(page).fill(user.wrong());
      await page.getByText(words["error.factorLockedOut"]).waitFor();
      await inTag(page).locator("input[type=email]").waitFor();
    }));
});

/** Guesses as a stranger does, in a sign-in of another place. */
async function guessFiveTimes({ address, wrong }: Awaited<ReturnType<typeof userWithApp>>) {
  service.clock.advance(61);
  const { body } = await service.post("/otp/request", { recipient: address });
  await service.settled();
  const checked = await service.post("/otp/verify", {
    challengeId: body.challengeId,
    code: service.code(address),
  });
  const { challengeId, factorToken } = checked.body;
  for (let guess = 0; guess < 5; guess += 1)
    await service.post("/otp/factor", { challengeId, factorToken, factor: "totp", code: wrong() });
}
