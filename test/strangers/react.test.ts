import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../browser/browser.ts";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { enrol } from "../support/enrolled.ts";
import { type TestService, wrong } from "../support/service.ts";
import { type ReactSite, startReactSite, type Visit, visitSite } from "./support/react-site.ts";

const VERSIONS = ["react", "react-18"];

let site: ReactSite;
let service: TestService;
let browser: Browser;
beforeAll(async () => {
  site = await startReactSite(VERSIONS);
  ({ service } = site);
  browser = await launchBrowser();
}, 120_000);

let count = 0;
const freshRecipient = () => `react${++count}@example.com`;

const visit = (path: string, version: string, walk: (visit: Visit) => Promise<void>) =>
  visitSite(browser, site, `${path}${path.includes("?") ? "&" : "?"}with=${version}`, walk);

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const at = (page: Page, step: string) => page.locator(`[data-step=${step}][data-busy=false]`).waitFor();

/** Has a user enrol an authenticator, who signs in in two steps from then on. */
async function withTwoSteps() {
  const address = freshRecipient();
  const secret = await service.services.keys.recipient();
  const user = await enrol(service, subjectOf(secret, { addressKind: "email", address }), 0);
  return { address, shows: user.shows };
}

/** What the page sends, but for its looks after the message. */
const sent = (calls: readonly string[]) =>
  calls.filter((call) => call !== "GET /otp/status" && call !== "POST /otp/status");

async function requestCode(page: Page, recipient = freshRecipient()): Promise<string> {
  await page.getByLabel("Typed").fill(recipient);
  await press(page, "Request");
  await at(page, "code");
  await service.settled();
  return service.code(recipient);
}

async function verify(page: Page, code: string): Promise<void> {
  await page.getByLabel("Typed").fill(code);
  await press(page, "Verify");
}

describe.each(VERSIONS)("the hook in StrictMode of %s", (version) => {
  it("sends one code where an effect asks for it twice", () => {
    const recipient = freshRecipient();
    return visit(`/?send=${recipient}`, version, async ({ page, calls }) => {
      await at(page, "code");
      await service.settled();
      expect(sent(calls)).toEqual(["POST /otp/request"]);
      expect(service.inbox.list(recipient)).toHaveLength(1);
    });
  });

  it("tells of a wrong code, and takes the right one after a reload", () =>
    visit("/", version, async ({ page, calls }) => {
      const code = await requestCode(page);
      await page.getByText(/^to r.*@example\.com$/).waitFor();
      await page.getByText(/^ends in: (300|2\d\d)$/).waitFor();
      await verify(page, wrong(code));
      await page.getByText("problem incorrect-code").waitFor();
      await page.reload();
      await at(page, "code");
      await page.getByText("no problem").waitFor();
      await verify(page, code);
      await page.getByText(/^signed in as [\w-]{22}$/).waitFor();
      expect(sent(calls)).toEqual(["POST /otp/request", "POST /otp/verify", "POST /otp/verify"]);
    }));

  it("signs a user in whose second step is completed by the client of the account", () =>
    visit("/?keep", version, async ({ page, calls }) => {
      const { address, shows } = await withTwoSteps();
      await verify(page, await requestCode(page, address));
      await at(page, "second-step");
      expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
      await page.getByLabel("Typed").fill(shows());
      await press(page, "Prove totp");
      await page.getByText(/^signed in as [\w-]{22}$/).waitFor();
      expect(sent(calls)).toEqual(["POST /otp/request", "POST /otp/verify", "POST /otp/factor"]);
    }));

  it("sends the code again once that is allowed", () =>
    visit("/", version, async ({ page }) => {
      const recipient = freshRecipient();
      await requestCode(page, recipient);
      await press(page, "Resend");
      await page.getByText("problem rate-limited").waitFor();
      service.clock.advance(31);
      await press(page, "Resend");
      await page.getByText("no problem").waitFor();
      await at(page, "code");
      await service.settled();
      expect(service.inbox.list(recipient)).toHaveLength(2);
      await page.getByText("message sent").waitFor();
    }));

  it("asks for an address again once the code is over", () =>
    visit("/", version, async ({ page }) => {
      await page.clock.install();
      await requestCode(page);
      await page.clock.runFor(301_000);
      await page.getByText("problem challenge-expired").waitFor();
      await at(page, "address");
    }));

  it("signs in again after a reload where it may keep the session, with one call", () =>
    visit("/?keep", version, async ({ page, calls }) => {
      await verify(page, await requestCode(page));
      const who = await page.getByText(/^signed in as/).textContent();
      calls.length = 0;
      await page.reload();
      expect(await page.getByText(/^signed in as/).textContent()).toBe(who);
      expect(calls).toEqual(["GET /otp/session"]);
      await press(page, "Reset");
      await at(page, "address");
      expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
    }));

  it("keeps nothing of a session where it may not", () =>
    visit("/", version, async ({ page, calls }) => {
      await verify(page, await requestCode(page));
      await page.getByText(/^signed in as/).waitFor();
      expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
      calls.length = 0;
      await page.reload();
      await at(page, "address");
      expect(calls).toEqual([]);
    }));

  it("gives up its call when it is taken off the page, and goes on when it is back", () =>
    visit("/", version, async ({ page }) => {
      const code = await requestCode(page);
      const [held, gone] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
      await page.route("**/otp/resend", async (route) => {
        held.resolve(undefined);
        await gone.promise;
        await route.abort().catch(() => undefined);
      });
      await press(page, "Resend");
      await held.promise;
      const given = page.waitForEvent("requestfailed");
      await press(page, "Hide");
      await given;
      gone.resolve(undefined);
      await press(page, "Show");
      await at(page, "code");
      await verify(page, code);
      await page.getByText(/^signed in as/).waitFor();
    }));
});

describe.each(VERSIONS)("the component in StrictMode of %s", (version) => {
  it("is the tag with the owner's words, and tells once who signed in", () =>
    visit("/tag", version, async ({ page, calls }) => {
      const recipient = freshRecipient();
      const tag = page.locator("latchkey-sign-in.sign-in");
      await tag.locator("input[value=email]").check();
      await tag.locator("input[type=email]").fill("nobody");
      await press(page, "Send it");
      await page.getByText("error invalid-request").waitFor();
      await tag.locator("input[type=email]").fill(recipient);
      await press(page, "Send it");
      await tag.locator("input.code").waitFor();
      await service.settled();
      await press(page, "Render 0");
      await tag.locator("input.code").fill(service.code(recipient));
      await page.getByText(/^signed in as [\w-]{22} after 1$/).waitFor();
      expect(await page.locator("li").count()).toBe(2);
      expect(sent(calls)).toEqual(["POST /otp/request", "POST /otp/request", "POST /otp/verify"]);
      await page.getByText("A footer").waitFor();
      await press(page, "Start again");
      await tag.locator("input[type=email]").waitFor();
    }));

  it("has its page ask for the second step, and tells then who signed in", () =>
    visit("/tag", version, async ({ page }) => {
      const { address, shows } = await withTwoSteps();
      const tag = page.locator("latchkey-sign-in");
      await tag.locator("input[value=email]").check();
      await tag.locator("input[type=email]").fill(address);
      await press(page, "Send it");
      await tag.locator("input.code").waitFor();
      await service.settled();
      await tag.locator("input.code").fill(service.code(address));
      await page.getByLabel("Shown by the app").fill(shows());
      await press(page, "Go on");
      await page.getByText(/^signed in as [\w-]{22} after 0$/).waitFor();
      expect(await page.locator("li").count()).toBe(1);
    }));

  it("keeps focus and text when the page renders anew, and follows its language", () =>
    visit("/tag", version, async ({ page }) => {
      const tag = page.locator("latchkey-sign-in");
      await tag.locator("input[type=tel]").fill("+1 415");
      // As a change elsewhere in the page does it, without a click that takes the focus.
      await page.evaluate(
        `[...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Render 0").click()`,
      );
      await page.getByText("Render 1").waitFor();
      expect(await page.evaluate("document.activeElement.localName")).toBe("latchkey-sign-in");
      expect(await tag.locator("input[type=tel]").inputValue()).toBe("+1 415");
      await press(page, "Deutsch");
      await tag.getByRole("button", { name: "Code senden" }).waitFor();
      expect(await tag.locator("input[type=tel]").inputValue()).toBe("+1 415");
    }));
});

describe("React beside the tag", () => {
  it("loads the tag where it is shown, not with the hook", () =>
    visit("/", "react", async ({ page }) => {
      await at(page, "address");
      expect(await page.evaluate(`Boolean(customElements.get("latchkey-sign-in"))`)).toBe(false);
    }));

  it("asks for React 18 or newer, and only where React is used", () => {
    const manifest = readFileSync(join(import.meta.dirname, "../../client/package.json"), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({
      peerDependencies: { react: ">=18" },
      peerDependenciesMeta: { react: { optional: true } },
    });
  });
});
