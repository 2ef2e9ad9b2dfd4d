import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { inDigitsOf } from "../unit/typed-builders.ts";
import { freshEmail, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

const walk = (steps: (page: Page) => Promise<void>) => visit(browser, service, {}, steps);

const fullWidth = (code: string) =>
  code.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));

/** Keeps what a page posts from the service until it is released. */
async function holdPosts(page: Page) {
  const gate = Promise.withResolvers<undefined>();
  const first = Promise.withResolvers<undefined>();
  let count = 0;
  await page.route("**/otp/*", async (route) => {
    if (route.request().method() === "POST") {
      count += 1;
      first.resolve(undefined);
      await gate.promise;
    }
    await route.continue();
  });
  return { first: first.promise, release: () => gate.resolve(undefined), count: () => count };
}

describe("a code that is being typed", () => {
  it.each<[string, (code: string) => string]>([
    ["as it was sent", (code) => code],
    ["with a space", (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ["with a dash", (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["with full-width digits", fullWidth],
    ["in Arabic digits", (code) => inDigitsOf("\u0660", code)],
    ["in Devanagari digits", (code) => inDigitsOf("\u0966", code)],
  ])("is sent once it is complete: %s", (_, typed) =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      await page.getByLabel("Code").pressSequentially(typed(code));
      await heading(page, "You are signed in");
    }),
  );

  it.each<[string, (code: string) => string]>([
    ["with a full stop", (code) => `${code}.`],
    ["in words", (code) => `Your code: ${code.slice(0, 3)} ${code.slice(3)}`],
    [
      "in a whole text message",
      (code) => `${code} is your Latchkey code. It expires in 5 minutes. @localhost #${code}`,
    ],
  ])("is sent once it is pasted %s", (_, typed) =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      await page.getByLabel("Code").focus();
      await page.keyboard.insertText(typed(code));
      await heading(page, "You are signed in");
    }),
  );

  it.each(["123456 654321", "1234567", "no code at all"])(
    "stays in the field where it is none: %s",
    (typed) =>
      walk(async (page) => {
        await requestCode(page, service);
        await page.getByLabel("Code").focus();
        await page.keyboard.insertText(typed);
        expect(await page.getByLabel("Code").inputValue()).toBe(typed);
        expect(await page.locator("[data-busy]").count()).toBe(0);
      }),
  );

  it("is sent once only, also when Enter is pressed after the last digit", () =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      const posts = await holdPosts(page);
      await page.getByLabel("Code").pressSequentially(code);
      await posts.first;
      await page.keyboard.press("Enter");
      posts.release();
      await heading(page, "You are signed in");
      expect(posts.count()).toBe(1);
    }));

  it("is sent once a slow script is there, if it was complete before", () =>
    walk(async (page) => {
      const gate = Promise.withResolvers<undefined>();
      let scripts = 0;
      await page.route("**/otp/script.js*", async (route) => {
        scripts += 1;
        if (scripts > 1) await gate.promise;
        await route.continue();
      });
      const code = await requestCode(page, service);
      await page.getByLabel("Code").fill(code);
      gate.resolve(undefined);
      await heading(page, "You are signed in");
      expect(scripts).toBeGreaterThan(1);
    }));

  it("stays in the field while it is incomplete", () =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      await page.getByLabel("Code").pressSequentially(code.slice(0, 5));
      expect(await page.getByLabel("Code").inputValue()).toBe(code.slice(0, 5));
      expect(await page.locator("[data-busy]").count()).toBe(0);
    }));
});

describe("a code that comes by text message to this very phone", () => {
  it("fills the field and is sent", () =>
    walk(async (page) => {
      await page.addInitScript(`
        window.OTPCredential = class {};
        const arrived = new Promise((resolve) => { window.arrive = resolve; });
        const get = ({ otp, signal }) => {
          signal.addEventListener("abort", () => console.error("ended after the code had come"));
          return otp.transport[0] === "sms" && arrived;
        };
        Object.defineProperty(navigator, "credentials", { value: { get } });
      `);
      // What a page says as an error fails the walk.
      const code = await requestCode(page, service);
      await page.evaluate(`arrive({ code: "${code}" })`);
      await heading(page, "You are signed in");
    }));
});

describe("a customer who clicks twice on a slow network", () => {
  it("gets one code, and no reproach", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      await page.goto("/otp/request");
      await page.getByLabel("E-mail address").fill(recipient);
      const posts = await holdPosts(page);
      const { x, y } = (await page.getByRole("button", { name: "Send the code" }).boundingBox())!;
      await page.mouse.click(x + 9, y + 9);
      await posts.first;
      await page.mouse.click(x + 9, y + 9);
      posts.release();
      await heading(page, "Enter your code");
      await service.settled();
      expect(posts.count()).toBe(1);
      expect(service.inbox.list(recipient)).toHaveLength(1);
    }));
});

describe("the countdowns", () => {
  it("tell the time that is left, and allow a resend when it is due", () =>
    walk(async (page) => {
      // Standing still: a busy machine's own seconds would count as well.
      await page.clock.install({ time: 0 });
      await page.clock.pauseAt(1000);
      await requestCode(page, service);
      const expiry = page.locator(".lead [data-after]");
      const resend = page.getByRole("button", { name: "Send the code again" });
      const hint = page.locator("#resend-hint");
      const places = async () => [
        await page.getByLabel("Code").boundingBox(),
        await resend.boundingBox(),
        await page.getByRole("link", { name: "Change contact method" }).boundingBox(),
      ];
      const before = await places();
      expect(await expiry.textContent()).toBe("It expires in 5 minutes.");
      expect(await resend.isDisabled()).toBe(true);

      // Looked at between two seconds: on the stroke of one, a clock that began a moment late has not ticked yet.
      await page.clock.runFor(29_500);
      expect((await hint.textContent())?.trim()).toBe("You can ask again in 1 second.");
      expect(await resend.isDisabled()).toBe(true);

      await page.clock.runFor(1_000);
      expect(await hint.textContent()).toBe("Nothing there yet? It can take a minute.");
      expect(await resend.isEnabled()).toBe(true);

      await page.clock.runFor(181_000);
      expect(await expiry.textContent()).toBe("It expires in 89 seconds.");

      await page.clock.runFor(89_000);
      expect(await expiry.textContent()).toBe("It has expired.");
      expect(await page.getByRole("button", { name: "Continue" }).isEnabled()).toBe(true);
      expect(await places()).toEqual(before);
    }));

  it("end on time by a clock that is a millisecond early", () =>
    walk(async (page) => {
      await page.clock.install({ time: 0 });
      await page.clock.pauseAt(1000);
      await requestCode(page, service);
      await page.evaluate(() => {
        const now = Date.now.bind(Date);
        Date.now = () => now() - 1;
      });
      await page.clock.runFor(300_500);
      expect(await page.locator(".lead [data-after]").textContent()).toBe("It has expired.");
    }));
});

describe("the times of a session", () => {
  it("are the reader's own", () =>
    visit(browser, service, { timezoneId: "Asia/Tokyo" }, async (page) => {
      const code = await requestCode(page, service);
      await page.getByLabel("Code").fill(code);
      await heading(page, "You are signed in");
      const shown = page.locator("time").first();
      const iso = (await shown.getAttribute("datetime")) ?? "";
      const tokyo = new Date(iso).toLocaleString("en", {
        dateStyle: "long",
        timeStyle: "short",
        timeZone: "Asia/Tokyo",
      });
      expect(await shown.textContent()).toBe(tokyo);
    }));
});
