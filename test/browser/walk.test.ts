import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { cancelTokenOf } from "../support/passcodes.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { enterCode, freshEmail, freshPhone, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
});

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

describe.each([
  ["a browser with scripts", true],
  ["a browser without scripts", false],
])("a customer in %s", (_, javaScriptEnabled) => {
  const walk = (steps: (page: Page) => Promise<void>) =>
    visit(browser, service, { javaScriptEnabled }, steps);
  const enter = (page: Page, code: string) => enterCode(page, code, javaScriptEnabled);
  const signIn = async (page: Page, recipient: string) => {
    await enter(page, await requestCode(page, service, recipient));
    await heading(page, "You are signed in");
  };

  it.each([
    ["e-mail", freshEmail, /^customer\d+@example\.com$/, /^c\*\*\*@example\.com$/],
    ["text message", freshPhone, /^\+1 415 555 \d{4}$/, /^\+\*+\d\d$/],
  ])("gets in by %s after a wrong code, and out again", (_channel, freshRecipient, typed, masked) =>
    walk(async (page) => {
      const code = await requestCode(page, service, freshRecipient());
      expect(new URL(page.url()).pathname).toBe("/otp/verify");
      expect(await page.locator("strong").textContent()).toMatch(typed);

      await enter(page, wrong(code));
      const field = page.getByLabel("Code");
      expect(await field.getAttribute("aria-invalid")).toBe("true");
      expect(await field.getAttribute("aria-describedby")).toContain("code-error");
      expect(await page.locator(".field #code-error").textContent()).toBe(
        "That code is not right. You have 4 attempts left.",
      );
      expect(await page.title()).toMatch(/^Error: /);

      await enter(page, code);
      await heading(page, "You are signed in");
      expect(await page.locator("dd").first().textContent()).toMatch(masked);
      const cookies = await page.context().cookies();
      expect(cookies.find(({ name }) => name === "latchkey-session")).toMatchObject({
        httpOnly: true,
        sameSite: "Lax",
      });
      expect(cookies.map(({ name }) => name)).not.toContain("latchkey-challenge");

      await press(page, "Sign out");
      await heading(page, "You are signed out");
      await page.goto("/otp/session");
      await heading(page, "You are not signed in");
      await page.getByRole("link", { name: "Sign in" }).click();
      await heading(page, "Sign in");
    }),
  );

  it("goes back and chooses another contact method", () =>
    walk(async (page) => {
      await requestCode(page, service);
      await page.getByRole("link", { name: "Change contact method" }).click();
      await heading(page, "Sign in");
      await page.getByText("Text message").click();
      expect(await page.getByLabel("E-mail address").isVisible()).toBe(false);
      await page.getByLabel("Mobile number").fill(freshPhone());
      await press(page, "Send the code");
      await heading(page, "Enter your code");
      expect(await page.locator("strong").textContent()).toMatch(/^\+/);
    }));

  it("gets the same code again after thirty seconds", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      const code = await requestCode(page, service, recipient);
      service.clock.advance(30);
      await page.reload();
      await press(page, "Send the code again");
      expect(await page.getByRole("status").textContent()).toBe("We sent the same code again.");
      await service.settled();
      expect(service.inbox.list(recipient)).toHaveLength(2);
      expect(service.code(recipient)).toBe(code);
      await enter(page, code);
      await heading(page, "You are signed in");
    }));

  it("is told what is wrong with an address, beside its field, and finds what was typed", () =>
    walk(async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("E-mail address").fill("anna at example");
      await press(page, "Send the code");
      const field = page.locator("#email[aria-invalid=true]");
      expect(await field.inputValue()).toBe("anna at example");
      expect(await field.getAttribute("aria-describedby")).toBe("email-error email-hint");
      expect(await page.locator(".field #email-error").textContent()).not.toBe("");
    }));

  it("is shown the way out after too many wrong codes", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      const code = await requestCode(page, service, recipient);
      for (let left = 5; left > 0; left--) await enter(page, wrong(code));
      await heading(page, "Too many wrong codes");
      service.clock.advance(30);
      await page.getByRole("button", { name: `Send a new code to ${recipient}` }).click();
      await heading(page, "Enter your code");
    }));

  it("is shown the way out when the code has expired", () =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      service.clock.advance(301);
      await enter(page, code);
      await heading(page, "The code has expired");
    }));

  it("stops what was not asked for, by the message's link and one click", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      const { challengeId } = await service.challenge(recipient);
      await page.goto(`/otp/not-me?t=${await cancelTokenOf(service.services, challengeId)}`);
      await heading(page, "Was this not you?");
      await press(page, "This was not me");
      await heading(page, "Stopped");
      await page.reload();
      await heading(page, "Stopped");
      const { body } = await service.post("/otp/status", { challengeId });
      expect(body.status).toBe("canceled");
      // What lets this browser ask for a day, and nothing else.
      expect((await page.context().cookies()).map(({ name }) => name)).toEqual(["latchkey-known"]);
      await press(page, "Ask for a new code");
      await page.waitForURL("**/otp/request");
    }));

  it("signs out everywhere: another browser's session ends too", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      await signIn(page, recipient);
      service.clock.advance(30);
      await walk(async (other) => {
        await signIn(other, recipient);
        await press(page, "Sign out everywhere");
        await heading(page, "You are signed out");
        await other.reload();
        await heading(other, "You are not signed in");
      });
    }));
});

describe("a customer without scripts who asks again at once", () => {
  it("is told how long to wait, and can still type the code", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      const code = await requestCode(page, service);
      await press(page, "Send the code again");
      expect(await page.getByRole("alert").innerText()).toMatch(
        /A code was sent a moment ago\..*Please wait 30 seconds before you ask for another code\./s,
      );
      await enterCode(page, code, false);
      await heading(page, "You are signed in");
    }));
});
