import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { authenticatorApp } from "../support/authenticator-app.ts";
import { enrol } from "../support/enrolled.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, freshEmail, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "required", factors: { passkeys: "on" } });
  browser = await launchBrowser();
});

const FIELD = "Code from the app";
const pressing = (page: Page, name: string) => page.getByRole("button", { name }).click();

/** Walks to the second step of a user who has set up an app. */
async function toSecondStep(page: Page) {
  const address = freshEmail();
  const secret = await service.services.keys.recipient();
  const user = await enrol(service, subjectOf(secret, { addressKind: "email", address }));
  await enterCode(page, await requestCode(page, service, address));
  await heading(page, "Second step");
  return { ...user, address };
}

const hasOathtool = spawnSync("oathtool", ["--version"]).status === 0;

/** What an app shows that was told the key on the page: Debian's oathtool, or one of our own where that is not installed. */
async function shownByApp(page: Page): Promise<string> {
  const uri = await page.getByRole("link", { name: "Open the app on this device" }).getAttribute("href");
  if (!hasOathtool) return authenticatorApp(uri ?? "").shows(service.clock.now());
  const key = (await page.locator(".key bdi").textContent()) ?? "";
  const now = new Date(service.clock.now() * 1000).toISOString().replace("T", " ").slice(0, 19);
  const options = ["--totp", "--base32", key, "--now", `${now} UTC`];
  return execFileSync("oathtool", options, { encoding: "utf8" }).trim();
}

describe("the second step with scripts", () => {
  it("sends a pasted text with the code in it, in whatever digits, and listens to no SMS", () =>
    visit(browser, service, {}, async (page) => {
      await page.addInitScript(`window.OTPCredential = class {};
        navigator.credentials.get = () => new Promise(() => (window.asked = true));`);
      const user = await toSecondStep(page);
      expect(await page.evaluate("window.asked")).toBeUndefined();
      const digits = user.shows().replaceAll(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));
      await page.getByLabel(FIELD).fill(`कोड: ${digits}`);
      await heading(page, "You are signed in");
      await page.goBack();
      await heading(page, "You are signed in");
    }));

  it("says that there are too many digits, sends a backup code once it is complete, and counts the time down", () =>
    visit(browser, service, {}, async (page) => {
      const { backupCodes } = await toSecondStep(page);
      await page.getByLabel(FIELD).fill("1234567");
      await page.getByText("The code has 6 digits, and there are more here.").waitFor();
      await page.getByText(/Time for this step: 5 minutes/).waitFor();
      await page.getByRole("link", { name: "Use a backup code" }).click();
      await page.getByLabel("Backup code").fill(backupCodes[0]?.toLowerCase().replaceAll("-", " ") ?? "");
      await heading(page, "You are signed in");
    }));
});

describe("a newcomer who sets up an app", () => {
  it("scans, types what it shows, and copies, prints or saves the backup codes", () =>
    visit(browser, service, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await page.addInitScript("window.print = () => (window.printed = true)");
      await enterCode(page, await requestCode(page, service));
      await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
      await page.getByLabel(FIELD).fill(await shownByApp(page));
      await heading(page, "Your backup codes");
      const codes = await page.locator("#backup-codes li").allTextContents();
      expect(codes).toHaveLength(10);
      await pressing(page, "Copy");
      await page.getByText("Copied.").waitFor();
      const copied = await page.evaluate<string>("navigator.clipboard.readText()");
      await pressing(page, "Print");
      expect(await page.evaluate("window.printed")).toBe(true);
      const saving = page.waitForEvent("download");
      await pressing(page, "Save as a file");
      const file = await saving;
      expect(file.suggestedFilename()).toBe("backup-codes.txt");
      for (const text of [copied, readFileSync(await file.path(), "utf8")])
        for (const code of codes) expect(text).toContain(code.trim());
      await page.getByRole("link", { name: "Continue" }).click();
      await heading(page, "You are signed in");
    }));

  it("does so without scripts, and reads the codes", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      await enterCode(page, await requestCode(page, service), false);
      const code = await shownByApp(page);
      await page.getByLabel(FIELD).fill(code.replace(/./, (digit) => String((Number(digit) + 1) % 10)));
      await pressing(page, "Continue");
      await page.getByRole("alert").getByText("That is not what the app shows now.").waitFor();
      // The same key.
      expect(await shownByApp(page)).toBe(code);
      await page.getByLabel(FIELD).fill(code);
      await pressing(page, "Continue");
      await heading(page, "Your backup codes");
      expect(await page.locator("#backup-codes li").count()).toBe(10);
      expect(await page.getByRole("button").count()).toBe(0);
      await page.getByRole("link", { name: "Continue" }).click();
      await heading(page, "You are signed in");
    }));
});

describe("a user who has a passkey beside the app", () => {
  it("uses it as the second step, or types a code after all", () =>
    visit(browser, service, {}, async (page) => {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("WebAuthn.enable", { enableUI: false });
      await cdp.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
          ...{ isUserVerified: true, automaticPresenceSimulation: true },
        },
      });
      // It would sign in by itself from the list at the field of the address.
      await page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
      const { address, shows } = await toSecondStep(page);
      await page.getByLabel(FIELD).fill(shows());
      await heading(page, "You are signed in");
      await page.goto("/otp/passkeys");
      await page.getByLabel("Name of this passkey").fill("Laptop");
      const reloaded = page.waitForEvent("load");
      await pressing(page, "Add a passkey");
      await reloaded;
      await heading(page, "Laptop");
      await page.goto("/otp/session");
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await page.waitForURL(/\/otp\/session\?signed=out|\/otp\/request/);
      service.clock.advance(31);
      await enterCode(page, await requestCode(page, service, address));
      await heading(page, "Second step");
      await page.getByLabel(FIELD).waitFor();
      await pressing(page, "Use a passkey");
      await heading(page, "You are signed in");
    }));
});
