import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, CDPSession, Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { freshEmail, heading, launchBrowser, signIn, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  service = await startTestService({ factors: { passkeys: "on" } });
});

interface Device {
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
}

/** A device with an authenticator of its own, whose user is there and verified. */
async function deviceOf(page: Page): Promise<Device> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { cdp, authenticatorId };
}

/** Has the user touch nothing by themselves: what a page asks for waits until they do. */
const waitForUser = ({ cdp, authenticatorId }: Device, waits: boolean) =>
  cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: !waits });

/** Signs in by code, takes the offer, and adds a passkey. */
async function enrol(page: Page, email: string): Promise<void> {
  await signIn(page, service, email);
  await page.getByRole("link", { name: "Next time without a code: add a passkey" }).click();
  await heading(page, "Passkeys");
  await page.getByLabel("Name of this passkey").fill("Laptop");
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await reloaded;
  await heading(page, "Laptop");
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/otp/session");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/otp\/session\?signed=out|\/otp\/request/);
}

describe("a user with a passkey", () => {
  it("adds it after a code, signs in by its button, and removes it", () =>
    visit(browser, service, {}, async (page) => {
      await deviceOf(page);
      // A browser that shows no list.
      await page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
      await enrol(page, freshEmail());
      await signOut(page);
      await page.goto("/otp/request");
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await heading(page, "You are signed in");
      await page.goto("/otp/passkeys");
      await page.getByRole("button", { name: "Remove this passkey" }).click();
      await page.getByText("The passkey was removed here.").waitFor();
      expect(await page.getByRole("heading", { name: "Laptop" }).count()).toBe(0);
    }));

  it("signs in from the list that the browser shows at the field", () =>
    visit(browser, service, {}, async (page) => {
      await deviceOf(page);
      await enrol(page, freshEmail());
      await signOut(page);
      await page.goto("/otp/request");
      // The virtual authenticator's user takes what the list offers.
      await heading(page, "You are signed in");
    }));

  it("is told nothing of a list that the browser cannot show, until they use the button", () =>
    visit(browser, service, {}, async (page) => {
      await page.addInitScript(`{
        PublicKeyCredential.isConditionalMediationAvailable = async () => true;
        navigator.credentials.get = async ({ mediation }) => {
          window.asked = mediation ?? "by the button";
          throw new DOMException("no authenticator", "UnknownError");
        };
      }`);
      await page.goto("/otp/request");
      await page.waitForFunction(`window.asked === "conditional"`);
      const failed = page.getByText("That did not work. Please try again.");
      // What follows a refusal runs at once: two frames are later than that.
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      expect(await failed.isVisible()).toBe(false);
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await failed.waitFor();
    }));

  it("signs in by code on another device, which has none", () =>
    visit(browser, service, {}, async (page) => {
      const device = await deviceOf(page);
      const email = freshEmail();
      await enrol(page, email);
      await signOut(page);
      await device.cdp.send("WebAuthn.removeVirtualAuthenticator", device);
      await deviceOf(page);
      service.clock.advance(30);
      await signIn(page, service, email);
    }));

  it("is told when it was removed elsewhere, and signs in by code", () =>
    visit(browser, service, {}, async (page) => {
      const device = await deviceOf(page);
      const email = freshEmail();
      await enrol(page, email);
      await page.getByRole("link", { name: "Show my session" }).click();
      await waitForUser(device, true);
      await signOut(page);
      await forget(email);
      await waitForUser(device, false);
      await page.goto("/otp/request");
      await page.getByText("This passkey was removed here. Sign in with a code.").waitFor();
    }));
});

/** Removes the passkey of an address, as its owner would do from another device. */
async function forget(address: string): Promise<void> {
  const { keys, storage } = service.services;
  const secret = await keys.recipient();
  const subject = subjectOf(secret, { addressKind: "email", address });
  const at = subjectKey(secret, subject);
  const factors = await storage.factors.read(at, service.clock.now());
  const [passkey] = factors?.passkeys ?? [];
  if (!factors || !passkey) throw new Error("there is no passkey");
  await storage.passkeys.remove(at, factors, passkey.id, { by: "elsewhere", now: service.clock.now() });
}
