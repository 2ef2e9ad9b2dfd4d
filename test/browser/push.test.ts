import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { pushBrowser, type PushBrowser } from "../support/push-browser.ts";
import type { PushService } from "../support/push-service.ts";
import { codeIn, startPushing } from "../support/push-user.ts";
import type { TestService } from "../support/service.ts";
import { eventually } from "../support/eventually.ts";
import { enterCode, freshEmail, heading, launchBrowser, requestCode, signIn, visit } from "./browser.ts";

let service: TestService;
let pushes: PushService;
let browser: Browser;

/** The whole Chromium, where it is there: the headless shell has no screen for notifications. */
const SHOWS = ["/usr/bin/chromium"].find((place) => existsSync(place));
let shows: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  ({ service, pushes } = await startPushing(
    { account: "on" },
    // A browser's worker knows the system's time alone.
    { systemClock: () => Math.floor(Date.now() / 1000) },
  ));
  if (SHOWS) shows = await launchBrowser(SHOWS);
});

/**
 * Has the browser be one that subscribes at a push service: Chromium asks Google's, which no test reaches. The permission,
 * the worker and what it shows are the browser's own.
 */
async function subscribesAs(page: Page, { subscription }: PushBrowser): Promise<void> {
  await page.addInitScript(`{
    const told = ${JSON.stringify(subscription)};
    const held = { ...told, toJSON: () => told, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async ({ applicationServerKey: key, userVisibleOnly }) => {
      if (!userVisibleOnly || key.length !== 65) throw new Error("no such subscription");
      localStorage.setItem("subscribed", "yes");
      return held;
    };
    PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") && held;
  }`);
}

/** Signs in, and goes to the page of the browsers by the page of the account. */
async function goToBrowsers(page: Page, email: string, scripted = true): Promise<void> {
  if (scripted) await signIn(page, service, email);
  else await enterCode(page, await requestCode(page, service, email), false);
  await page.getByRole("link", { name: "Your account: devices, apps and security" }).click();
  await page.getByRole("link", { name: "Manage browsers that show your codes" }).click();
  await heading(page, "Codes as notifications");
}

const addButton = (page: Page) => page.getByRole("button", { name: "Show my codes in this browser" });

async function addBrowser(page: Page, email: string): Promise<void> {
  await goToBrowsers(page, email);
  const reloaded = page.waitForEvent("load");
  await addButton(page).click();
  await reloaded;
  await page.getByText("This browser shows your codes.").waitFor();
}

/** Hands a message to the worker of the page, as the browser does with what its push service brings. */
async function bring(page: Page, data: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise<string>((found) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [one] = registrations.filter(({ scopeURL }) => scopeURL.endsWith("/otp/push/"));
      if (one) found(one.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await registered;
  await cdp.send("ServiceWorker.deliverPushMessage", { origin: service.url, registrationId, data });
}

/** What the worker has on the screen. */
const shown = (page: Page) =>
  page.evaluate<{ title: string; body: string; tag: string; lang: string }[]>(`(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/otp/push/");
    const all = await registration.getNotifications();
    return all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
  })()`);

type Shown = Awaited<ReturnType<typeof shown>>[number];

/** Waits until something like this is on the screen. */
const until = (page: Page, isSo: (one: Shown) => boolean) =>
  eventually(
    () => shown(page),
    (all) => all.some(isSo),
  );

(SHOWS ? describe : describe.skip)("a user whose browser shows codes", () => {
  it("adds it by a click, is shown a code, and removes it", () =>
    visit(shows, service, { permissions: ["notifications"] }, async (page) => {
      const mine = pushBrowser();
      await subscribesAs(page, mine);
      const email = freshEmail();
      await addBrowser(page, email);
      expect(await addButton(page).isVisible()).toBe(false);

      service.clock.advance(31);
      const asked = await service.post("/otp/request", { recipient: email, channel: "push" });
      await service.settled();
      const [message] = pushes.received.filter(({ endpoint }) => endpoint === mine.endpoint);
      if (!message) throw new Error("nothing came");
      const text = mine.decrypt(message.body);
      await bring(page, text);
      const [notification] = await until(page, () => true);
      const { body, tag } = JSON.parse(text) as { body: string; tag: string };
      expect(notification).toEqual({ title: "Latchkey", body, tag, lang: "en" });
      const answer = await service.post("/otp/verify", {
        challengeId: asked.body.challengeId,
        code: codeIn(notification?.body),
      });
      expect(answer.status).toBe(200);

      await page.getByRole("button", { name: "Remove this browser" }).click();
      await page.getByText("The browser was removed. It shows no more codes.").waitFor();
      await addButton(page).waitFor();
    }));

  it("sees one code at a time of a sign-in, and none that has expired", () =>
    visit(shows, service, { permissions: ["notifications"] }, async (page) => {
      await subscribesAs(page, pushBrowser());
      await addBrowser(page, freshEmail());
      const now = Math.floor(Date.now() / 1000);
      const message = (tag: string, body: string, until: number) =>
        JSON.stringify({ title: "Kiosk", body, tag, until, lang: "en", dir: "ltr" });
      await bring(page, message("one", "111111", now + 300));
      await until(page, () => true);
      await bring(page, message("one", "222222", now + 300));
      await until(page, ({ body }) => body === "222222");
      expect(await shown(page)).toHaveLength(1);
      await bring(page, message("two", "333333", now - 1));
      await bring(page, message("one", "444444", now + 300));
      await until(page, ({ body }) => body === "444444");
      expect((await shown(page)).map(({ body }) => body)).toEqual(["444444"]);
    }));
});

describe("a browser that shows none", () => {
  it("is told so where notifications are blocked, and the service keeps nothing", () =>
    visit(browser, service, {}, async (page) => {
      await subscribesAs(page, pushBrowser());
      await page.addInitScript("Notification.requestPermission = async () => 'denied'");
      await goToBrowsers(page, freshEmail());
      await addButton(page).click();
      await page.getByText("Notifications are blocked for this page.").waitFor();
      expect(await page.getByText("No browser shows your codes yet.").isVisible()).toBe(true);
    }));

  it("is told where it cannot show any, and an iPhone where it can", () =>
    visit(browser, service, {}, async (page) => {
      await page.addInitScript("delete window.PushManager");
      await goToBrowsers(page, freshEmail());
      await page.getByText("This browser cannot show notifications of this page.").waitFor();
      await page.addInitScript("navigator.standalone = false");
      await page.reload();
      await page.getByText("On an iPhone or iPad, add this page to the home screen first").waitFor();
    }));

  it("is told to switch JavaScript on where it is off", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      await goToBrowsers(page, freshEmail(), false);
      // With scripts switched off by a test, Chromium keeps this as text.
      expect(await page.locator("noscript").textContent()).toContain("Notifications need JavaScript");
      expect(await addButton(page).isVisible()).toBe(false);
    }));

  it("asks for nothing before its user does", () =>
    visit(browser, service, {}, async (page) => {
      await page.addInitScript("Notification.requestPermission = () => { document.title = 'asked'; }");
      await goToBrowsers(page, freshEmail());
      await addButton(page).waitFor();
      expect(await page.title()).not.toBe("asked");
    }));
});

describe("the page of the browsers", () => {
  it("has no fault that axe knows, before and after one is added", () =>
    visit(browser, service, { permissions: ["notifications"], bypassCSP: true }, async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await subscribesAs(page, pushBrowser());
      const email = freshEmail();
      await goToBrowsers(page, email);
      await addButton(page).waitFor();
      expect(await faultsIn(page)).toEqual([]);
      const reloaded = page.waitForEvent("load");
      await addButton(page).click();
      await reloaded;
      await page.getByText("This browser shows your codes.").waitFor();
      expect(await faultsIn(page)).toEqual([]);
    }));
});

/** What axe finds on the page as it is now. */
async function faultsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

describe("the page that asks for an address", () => {
  it("offers a notification, by the field for an e-mail address, and says where the code is", () =>
    visit(browser, service, {}, async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("Notification, if you have turned it on").check();
      await page.getByLabel("E-mail address").fill(freshEmail());
      expect(await page.getByLabel("Mobile number").isVisible()).toBe(false);
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
      await page.getByText("If there is none, no code comes: go back and choose another way.").waitFor();
    }));
});
