import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { freshEmail, heading, launchBrowser, requestCode, signIn } from "./browser.ts";
import { type ForeignSite, startForeignSite } from "./foreign-site.ts";

let service: TestService;
let browser: Browser;
let foreign: ForeignSite;
beforeAll(async () => {
  service = await startTestService();
  browser = await launchBrowser();
  foreign = await startForeignSite();
});

/** Such pages are at fault on purpose, so their errors are not watched. */
async function walk(steps: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: service.url });
  await steps(await context.newPage()).finally(() => context.close());
}

const form = (
  path: string,
  fields: Record<string, string>,
  enctype = "application/x-www-form-urlencoded",
) => `
  <form method="post" enctype="${enctype}" action="${service.url}${path}">
    ${Object.entries(fields)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      .join("")}
    <button>Win</button>
  </form>`;

/** @returns the status of the service's answer to the click */
async function clickThere(page: Page, site: string): Promise<number> {
  await page.goto(site);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Win" }).click();
  return (await answer).status();
}

async function expectSignedIn(page: Page): Promise<void> {
  await page.goto("/otp/session");
  await heading(page, "You are signed in");
}

describe.each(["crossSite", "sameSite"] as const)("a form of another origin (%s)", (kind) => {
  it("cannot have a code sent", () =>
    walk(async (page) => {
      const victim = freshEmail();
      await page.goto("/otp/request");
      foreign.serve(form("/otp/request", { channel: "email", email: victim, form: "0.guess" }));
      expect(await clickThere(page, foreign[kind])).toBe(403);
      await service.settled();
      expect(service.inbox.list(victim)).toEqual([]);
    }));

  it.each([{}, { all: "true" }])("cannot sign anybody out (%j)", (fields) =>
    walk(async (page) => {
      await signIn(page, service);
      foreign.serve(form("/otp/logout", { ...fields, form: "0.guess" }));
      expect(await clickThere(page, foreign[kind])).toBe(403);
      await expectSignedIn(page);
    }),
  );

  it.each(["text/plain", "multipart/form-data"])(
    "cannot make a browser forget its session by %s",
    (enctype) =>
      walk(async (page) => {
        await signIn(page, service);
        foreign.serve(form("/otp/logout", {}, enctype));
        expect(await clickThere(page, foreign[kind])).toBe(415);
        await expectSignedIn(page);
      }),
  );

  it("cannot use up an attempt, even with the form's own token", () =>
    walk(async (page) => {
      const code = await requestCode(page, service);
      const token = await page.locator("input[name=form]").first().inputValue();
      foreign.serve(form("/otp/verify", { code: "000000", form: token }));
      expect(await clickThere(page, foreign[kind])).toBe(403);
      await page.goto("/otp/verify");
      await page.getByLabel("Code").fill(code);
      await heading(page, "You are signed in");
    }));

  it("cannot sign a victim in with the attacker's code", () =>
    walk(async (page) => {
      const { challengeId, code } = await service.challenge(freshEmail());
      foreign.serve(form("/otp/verify", { challengeId, code }));
      expect(await clickThere(page, foreign[kind])).toBe(403);
      await page.goto("/otp/session");
      await heading(page, "You are not signed in");
    }));
});

describe.each(["crossSite", "sameSite"] as const)("a script of another origin (%s)", (kind) => {
  it.each(["application/x-www-form-urlencoded", "text/plain", "application/json"])(
    "cannot sign anybody out by %s",
    (contentType) =>
      walk(async (page) => {
        await signIn(page, service);
        foreign.serve("");
        await page.goto(foreign[kind]);
        await page.evaluate(`Promise.allSettled(["cors", "no-cors"].map((mode) => fetch("${service.url}/otp/logout",
          { method: "POST", mode, credentials: "include", headers: { "content-type": "${contentType}" }, body: "{}" })))`);
        await expectSignedIn(page);
      }),
  );

  it("cannot read the session", () =>
    walk(async (page) => {
      await signIn(page, service);
      await page.goto(foreign[kind]);
      const read = page.evaluate(`fetch("${service.url}/otp/session", { credentials: "include" })`);
      await expect(read).rejects.toThrow("Failed to fetch");
    }));

  it("cannot put a page into a frame to catch clicks", () =>
    walk(async (page) => {
      foreign.serve(`<iframe src="${service.url}/otp/request"></iframe>`);
      await page.goto(foreign[kind]);
      expect(await page.frames()[1]?.content()).not.toContain("Send the code");
    }));
});

describe("a script of another site, and the service on this machine", () => {
  it("cannot read what was sent, nor move the clock", () =>
    walk(async (page) => {
      await page.goto(foreign.crossSite);
      const read = page.evaluate(`fetch("${service.url}/_local/inbox")`);
      await expect(read).rejects.toThrow("Failed to fetch");
      const before = service.clock.now();
      await page.evaluate(
        `fetch("${service.url}/_local/clock", { method: "POST", mode: "no-cors", body: '{"advanceSeconds":60}' }).catch(() => {})`,
      );
      expect(service.clock.now()).toBe(before);
    }));
});
