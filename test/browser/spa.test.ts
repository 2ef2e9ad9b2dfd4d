import { beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { freePort } from "../support/free-port.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { inDigitsOf } from "../unit/typed-builders.ts";
import { launchBrowser, PHONE } from "./browser.ts";
import { type RunningExample, startExample } from "./example-process.ts";

let service: TestService;
let api: RunningExample;
let spa: RunningExample;
let browser: Browser;
let count = 0;

beforeAll(async () => {
  const port = String(await freePort());
  const SPA_ORIGIN = `http://localhost:${port}`;
  // On the real clock, as the API is.
  const systemClock = () => Math.floor(Date.now() / 1000);
  service = await startTestService({ corsOrigins: [SPA_ORIGIN] }, { systemClock });
  const LATCHKEY_URL = service.url;
  api = await startExample("api", { PORT: "0", LATCHKEY_URL, SPA_ORIGIN });
  spa = await startExample("spa", { PORT: port, LATCHKEY_URL, API_URL: api.url });
  browser = await launchBrowser();
});

/** Opens the page in a fresh profile; a violation of its policy or an error of its script fails the walk. */
async function open(walk: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ viewport: PHONE, ...options });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => void faults.push(message));
    page.on("console", (message) => {
      // Chromium mentions each refused call, which is what some walks are about.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        faults.push(message.text());
    });
    await page.goto(spa.url);
    await walk(page);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

const codeField = (page: Page) => page.getByLabel("Code", { exact: true });

/** Until what is typed goes into the field. */
const focused = (field: Locator) => field.and(field.page().locator(":focus")).waitFor();

/** Asks for a code by e-mail. */
async function ask(page: Page, recipient = `anna${++count}@example.com`): Promise<string> {
  await page.getByLabel("E-mail address").fill(recipient);
  await page.getByRole("button", { name: "Send the code" }).click();
  await codeField(page).waitFor();
  await service.settled();
  return service.code(recipient);
}

/** What axe finds wrong, in the shadow tree too. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>(
    `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

// Before the others move the service's clock: the API's is right, and refuses a token of the future.
describe("the API beside the page", () => {
  it("takes a token of the service, and nothing else", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("api@example.com"));
    const asked = (token: string) => fetch(api.url, { headers: { authorization: `Bearer ${token}` } });
    const answer = await asked(String(body.token));
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { subject: body.subject, amr: ["otp"] },
    ]);
    expect((await asked(String(body.sessionToken))).status).toBe(401);
    expect((await fetch(api.url)).headers.get("www-authenticate")).toBe("Bearer");
  });
});

describe("the page with the sign-in element", () => {
  it("signs in, is known to the API, and signs out", () =>
    open(async (page) => {
      const code = await ask(page);
      // Typed digit by digit: the last one submits.
      await codeField(page).pressSequentially(code);
      await page.getByText("The API knows you as").waitFor();
      const subject = (await page.locator("#subject").textContent()) ?? "";
      expect(subject).toMatch(/^[\w-]{22}$/);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByLabel("E-mail address").waitFor();
      expect(await page.getByLabel("E-mail address").inputValue()).toBe("");
    }));

  it("takes a code that was pasted with spaces, after a wrong one", () =>
    open(async (page) => {
      const code = await ask(page);
      await codeField(page).fill(wrong(code));
      await page.getByText(/You have \u20684\u2069 attempts left\./).waitFor();
      expect(await codeField(page).getAttribute("aria-invalid")).toBe("true");
      await page.locator("latchkey-sign-in :focus").waitFor();
      await codeField(page).fill(` ${code.slice(0, 3)} ${code.slice(3)}`);
      await page.getByText("The API knows you as").waitFor();
    }));

  it("takes a code in Arabic digits out of a pasted sentence", () =>
    open(async (page) => {
      const code = await ask(page);
      await codeField(page).fill(`\u202bYour code: ${inDigitsOf("\u0660", code)}.\u202c`);
      await page.getByText("The API knows you as").waitFor();
    }));

  it("is walked by keyboard alone, by text message", () =>
    open(async (page) => {
      await page.getByLabel("E-mail", { exact: true }).focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Tab");
      await page.keyboard.type("+14155550123");
      await page.keyboard.press("Enter");
      await focused(codeField(page));
      await service.settled();
      await page.keyboard.type(service.code("+14155550123"));
      await page.getByText("The API knows you as").waitFor();
    }));

  it("says at the field what is wrong with an address", () =>
    open(async (page) => {
      await page.getByLabel("E-mail address").fill("nobody");
      await page.keyboard.press("Enter");
      const input = page.locator('latchkey-sign-in input[aria-invalid="true"]:focus');
      await input.waitFor();
      expect(await input.getAttribute("aria-describedby")).toBe("error hint");
      expect(await page.locator("latchkey-sign-in #error").textContent()).not.toBe("");
    }));

  it("offers another code once the time is over, and another address at any time", () =>
    open(async (page) => {
      const recipient = `again${++count}@example.com`;
      await page.clock.install();
      await ask(page, recipient);
      const again = page.getByRole("button", { name: "Send the code again" });
      expect(await again.isDisabled()).toBe(true);
      await page.clock.runFor(31_000);
      service.clock.advance(31);
      await again.click();
      await page.getByText("We sent the same code again.").waitFor();
      await service.settled();
      expect(service.inbox.list(recipient).length).toBe(2);
      await page.getByRole("button", { name: "Change contact method" }).click();
      expect(await page.getByLabel("E-mail address").inputValue()).toBe(recipient);
    }));

  it("goes back to the address when the code is worth nothing any more", () =>
    open(async (page) => {
      const code = await ask(page);
      service.clock.advance(301);
      await codeField(page).fill(code);
      await page.getByText("This code is no longer valid.").waitFor();
      await page.getByLabel("E-mail address").waitFor();
    }));

  it("speaks the words that it is given, as text and never as markup", () =>
    open(async (page) => {
      const element = page.locator("latchkey-sign-in");
      await element.evaluate((node) => {
        Object.assign(node, { words: { send: "<b>Los</b>", "invalid-request": "So nicht." } });
      });
      await page.getByRole("button", { name: "<b>Los</b>" }).click();
      await page.getByText("So nicht.").waitFor();
    }));

  it.each(["light", "dark"] as const)("has no fault that axe knows, %s", (colorScheme) =>
    // The policy would not let axe in.
    open(
      async (page) => {
        expect(await faultsOf(page)).toEqual([]);
        const code = await ask(page);
        expect(await faultsOf(page)).toEqual([]);
        await codeField(page).fill(wrong(code));
        await page.getByText(/You have \u20684\u2069 attempts left\./).waitFor();
        expect(await faultsOf(page)).toEqual([]);
      },
      { colorScheme, bypassCSP: true },
    ),
  );
});
