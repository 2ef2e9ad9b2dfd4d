import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { heading, launchBrowser, requestCode, visit } from "./browser.ts";
import { WALKS } from "./walks.ts";

const BRAND = `<i>"O'Hara" & \`Sons\`</i>`;

const HOSTILE = [
  `"><script>alert(1)</script>`,
  `'><img src=x onerror=alert(1)>`,
  `" autofocus onfocus="alert(1)`,
  `</title></style></script><script>alert(1)</script>`,
  "${alert(1)}`{{7*7}}` &lt;script&gt; &#34;",
  "\u202egnirts \ud83d\ude00",
];

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({
    brand: { name: BRAND, supportUrl: `https://help.example.com/?a="><script>alert(1)</script>` },
  });
  browser = await launchBrowser();
});

const walk = (steps: (page: Page) => Promise<void>) => visit(browser, service, {}, steps);

/** Nothing but our own two inline assets, and no handler on any element. */
async function expectOwnMarkup(page: Page): Promise<void> {
  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator("main :is(img, iframe, i, b, style)").count()).toBe(0);
  const handlers = await page.evaluate(
    `[...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()).filter((name) => /^(on|style)/.test(name))`,
  );
  expect(handlers).toEqual([]);
}

describe("an address that is no address", () => {
  it.each(HOSTILE)("is shown as it was typed: %j", (typed) =>
    walk(async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("E-mail address").fill(typed);
      const kept = await page.getByLabel("E-mail address").inputValue();
      await page.getByRole("button", { name: "Send the code" }).click();
      const field = page.locator("#email[aria-invalid=true]");
      expect(await field.inputValue()).toBe(kept);
      await expectOwnMarkup(page);
    }),
  );

  it("is cut when it has ten thousand characters, and the page keeps its shape", () =>
    walk(async (page) => {
      await page.goto("/otp/request");
      await page.getByLabel("E-mail address").fill(`"><b>${"a".repeat(10_000)}@example.com`);
      await page.getByRole("button", { name: "Send the code" }).click();
      const field = page.locator("#email[aria-invalid=true]");
      expect((await field.inputValue()).length).toBeLessThanOrEqual(254);
      await expectOwnMarkup(page);
    }));
});

describe("a code that is no code", () => {
  it.each(HOSTILE)("is refused beside the field: %j", (typed) =>
    walk(async (page) => {
      await requestCode(page, service);
      await page.getByLabel("Code").fill(typed);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.locator("#code-error").waitFor();
      await expectOwnMarkup(page);
      service.clock.advance(30);
    }),
  );
});

describe("a hostile query", () => {
  it.each(["/otp/request", "/otp/verify", "/otp/session"])("changes nothing on %s", (path) =>
    walk(async (page) => {
      for (const text of HOSTILE.map(encodeURIComponent)) {
        await page.goto(
          `${path}?channel=${text}&recipient=${text}&email=${text}&sent=${text}&${text}=${text}&__proto__=${text}#${text}`,
        );
        await page.getByRole("heading").waitFor();
        await expectOwnMarkup(page);
        expect(await page.content()).not.toContain("alert(1)</script><");
      }
    }),
  );
});

describe("a hostile cookie", () => {
  it.each(["challenge", "session", "form"])("is not believed: %s", (name) =>
    walk(async (page) => {
      const value = `"><script>alert(1)</script>`;
      await page.context().addCookies([{ name: `latchkey-${name}`, value, url: service.url }]);
      for (const path of ["/otp/request", "/otp/verify", "/otp/session"]) {
        await page.goto(path);
        await page.getByRole("heading").waitFor();
        await expectOwnMarkup(page);
      }
    }),
  );
});

describe("a brand with markup in its name", () => {
  it("is shown by its name, on the page and in the tab", () =>
    walk(async (page) => {
      await page.goto("/otp/request");
      await heading(page, "Sign in");
      expect(await page.locator(".brand bdi").textContent()).toBe(BRAND);
      expect(await page.title()).toBe(`Sign in – ${BRAND}`);
      await expectOwnMarkup(page);
    }));

  it("is plain text on the page of the local service", () =>
    walk(async (page) => {
      await WALKS.local?.(page, service);
      expect(await page.locator("#inbox pre").first().textContent()).toContain(BRAND);
      await expectOwnMarkup(page);
    }));
});

describe("a script that got into a page after all", () => {
  it("is stopped by the policy, and noticed by these tests", async () => {
    const broken = walk(async (page) => {
      await page.goto("/otp/request");
      const noticed = page.waitForEvent("console");
      const inject = `document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }))`;
      await page.evaluate(inject);
      await noticed;
      expect(await page.evaluate("window.ran")).toBeUndefined();
    });
    await expect(broken).rejects.toThrow("the page at fault");
  });
});
