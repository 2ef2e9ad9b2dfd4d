import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page, Request } from "playwright-core";
import { Fault } from "../../functions/domain/errors.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { enterCode, freshEmail, heading, launchBrowser, requestCode, signIn, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
let out = false;
beforeAll(async () => {
  service = await startTestService(
    {},
    {
      override: ({ storage }) => ({
        storage: {
          ...storage,
          challenges: new Proxy(storage.challenges, {
            get: (target, name, receiver): unknown =>
              out
                ? () => Promise.reject(new Fault("storage-unavailable", "silent"))
                : Reflect.get(target, name, receiver),
          }),
        },
      }),
    },
  );
  browser = await launchBrowser();
});

/** The forms that a page has posted so far. */
function postsOf(page: Page): readonly string[] {
  const posts: string[] = [];
  page.on("request", (request: Request) => {
    if (request.method() === "POST") posts.push(new URL(request.url()).pathname);
  });
  return posts;
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a browser %s", (_, javaScriptEnabled) => {
  const walk = (steps: (page: Page) => Promise<void>) =>
    visit(browser, service, { javaScriptEnabled }, steps);
  const enter = (page: Page, code: string) => enterCode(page, code, javaScriptEnabled);

  it("reloads after a wrong code, and goes back through the whole walk, without sending anything again", () =>
    walk(async (page) => {
      const posts = postsOf(page);
      const code = await requestCode(page, service);
      await enter(page, wrong(code));
      await page.locator("#code-error").waitFor();
      await page.reload();
      expect(await page.locator("#code-error").count()).toBe(0);
      await page.getByText("You have 4 attempts left.").waitFor();
      await enter(page, wrong(code));
      await page.locator("#code-error").waitFor();
      await enter(page, code);
      await heading(page, "You are signed in");
      const sent = posts.length;
      expect(posts).toEqual(["/otp/request", "/otp/verify", "/otp/verify", "/otp/verify"]);
      // Whatever the history holds, each entry is a page: never ERR_CACHE_MISS, which has no heading of ours.
      for (let back = 0; back < 4; back++) {
        if ((await page.goBack()) === null && page.url() === "about:blank") break;
        await page.locator("main h1").waitFor();
      }
      expect(posts).toHaveLength(sent);
      const [path, status] = [new URL(page.url()).pathname, await page.locator("main h1").count()];
      expect([path, status]).toEqual(["/otp/request", 1]);
    }));

  it("shows no page of a session once it is over", () =>
    walk(async (page) => {
      await enter(page, await requestCode(page, service));
      await heading(page, "You are signed in");
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await heading(page, "You are signed out");
      await page.goBack();
      await page.locator("main h1").waitFor();
      expect(await page.getByText("You are signed in").count()).toBe(0);
      await heading(page, "You are not signed in");
    }));

  it("is taken from a limit back to the code that is open", () =>
    walk(async (page) => {
      const recipient = freshEmail();
      const code = await requestCode(page, service, recipient);
      await page.getByRole("link", { name: "Change contact method" }).click();
      await heading(page, "Sign in");
      await page.locator("#email").fill(recipient);
      await page.getByRole("button", { name: "Send the code" }).click();
      await page.getByRole("alert").waitFor();
      await page.getByRole("link", { name: "Enter the code that you were sent" }).click();
      await heading(page, "Enter your code");
      await enter(page, code);
      await heading(page, "You are signed in");
    }));

  it("is left with what was typed by an outage, on a page of which a reload sends nothing", () =>
    walk(async (page) => {
      const posts = postsOf(page);
      const recipient = freshEmail();
      await page.goto("/otp/request");
      await page.locator("#email").fill(recipient);
      out = true;
      await page.getByRole("button", { name: "Send the code" }).click();
      await page.getByRole("alert").getByText("Please try again in a few seconds.").waitFor();
      await page.locator("#email").waitFor();
      out = false;
      expect(await page.locator("#email").inputValue()).toBe(recipient);
      await page.reload();
      expect(posts).toEqual(["/otp/request"]);
      // The send that was lost is on the recipient's ledger.
      service.clock.advance(30);
      await page.locator("#email").fill(recipient);
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
    }));
});

describe("a moment without a network", () => {
  it("sends nothing, says so, and leaves what was typed", () =>
    visit(browser, service, {}, async (page) => {
      const posts = postsOf(page);
      const recipient = freshEmail();
      await page.goto("/otp/request");
      await page.locator("#email").fill(recipient);
      await page.context().setOffline(true);
      await page.getByRole("button", { name: "Send the code" }).click();
      await page.getByText("You are offline.").waitFor();
      expect(await page.locator("#email").inputValue()).toBe(recipient);
      await page.context().setOffline(false);
      await page.getByRole("button", { name: "Send the code" }).click();
      await heading(page, "Enter your code");
      expect(posts).toEqual(["/otp/request"]);
    }));
});

describe("a part of a code", () => {
  it("outlives a change of the language", () =>
    visit(browser, service, {}, async (page) => {
      await requestCode(page, service);
      await page.getByLabel("Code").fill("123");
      await page.locator("footer summary").click();
      await page.getByRole("link", { name: "Español" }).click();
      await page.locator("html[lang=es]").waitFor();
      expect(await page.locator("#code").inputValue()).toBe("123");
      await page.reload();
      expect(await page.evaluate("sessionStorage.length")).toBe(0);
    }));
});

// THM-Health/PILOS#2282, auth0/auth0-react#562
describe("a page that the browser kept in memory", () => {
  it("is asked for anew when it comes back, since its session may be over", () =>
    visit(browser, service, {}, async (page) => {
      await signIn(page, service);
      const reloaded = page.waitForEvent("domcontentloaded");
      await page.context().clearCookies({ name: "latchkey-session" });
      await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
      await reloaded;
      await heading(page, "You are not signed in");
    }));
});
