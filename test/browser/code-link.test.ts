import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startTestService, type TestService } from "../support/service.ts";
import { freshEmail, heading, launchBrowser, requestCode, visit } from "./browser.ts";

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService({ limits: { strong: "always" } });
  browser = await launchBrowser();
});

/** The link of the newest e-mail to an address. */
const linkTo = (recipient: string) =>
  /http\S+\/otp\/link#\S+/.exec(service.inbox.list(recipient)[0]?.text ?? "")?.[0] ?? "no link";

const attempts = async (page: Page) => {
  await page.goto("/otp/verify");
  return page.getByText("attempts left").count();
};

describe("the link of an e-mail in the browser that asked", () => {
  it("fills in the code, takes it out of the address, and signs in by one click", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      const sent: string[] = [];
      page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
      await page.goto(linkTo(recipient));
      await page.getByText("The code from your e-mail is filled in").waitFor();
      expect(page.url()).toBe(`${service.url}/otp/link`);
      expect(sent.filter((one) => one.startsWith("POST"))).toEqual([]);
      expect(sent.join()).not.toContain(linkTo(recipient).split(".").at(-1));
      expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Continue");
      await page.keyboard.press("Enter");
      await heading(page, "You are signed in");
    }));

  it("does so where a mail program has written the link anew", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      await page.goto(linkTo(recipient).replace("#", "%23"));
      await page.getByRole("button", { name: "Continue" }).click();
      await heading(page, "You are signed in");
    }));

  it("chooses its own challenge among those of several tabs", () =>
    visit(browser, service, {}, async (page) => {
      const [first, second] = [freshEmail(), freshEmail()];
      await requestCode(page, service, first);
      await requestCode(page, service, second);
      await page.goto(linkTo(first));
      await page.getByRole("button", { name: "Continue" }).click();
      await heading(page, "You are signed in");
      expect(await attempts(page)).toBe(0);
    }));

  it("keeps the code through a change of the language", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      await page.goto(linkTo(recipient));
      await page.locator("footer summary").click();
      await page.getByRole("link", { name: "Deutsch" }).click();
      await page.getByText("Der Code aus Ihrer E-Mail ist eingetragen").waitFor();
      await page.locator("#linked button").click();
      await page.locator("dl").waitFor();
    }));

  it("says that a code has expired meanwhile", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      await page.goto(linkTo(recipient));
      service.clock.advance(301);
      await page.getByRole("button", { name: "Continue" }).click();
      await heading(page, "The code has expired");
    }));
});

describe("the link of an e-mail that this browser does not wait for", () => {
  const ELSEWHERE = "This browser is not waiting for the code in this link";

  it("says where to go with it, sends nothing, and costs no attempt", () =>
    visit(browser, service, {}, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      await visit(browser, service, {}, async (other) => {
        const posts: string[] = [];
        other.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
        await requestCode(other, service, freshEmail());
        posts.length = 0;
        await other.goto(linkTo(recipient));
        await other.getByText(ELSEWHERE).waitFor();
        expect(await other.getByRole("button", { name: "Continue" }).isVisible()).toBe(false);
        expect(posts).toEqual([]);
        expect(await attempts(other)).toBe(0);
      });
    }));

  it.each([
    ["a name and no code", "#aaaaaaaa"],
    ["a code that is cut", "#aaaaaaaa.K7QFM"],
    ["the name of what every object has", "#toString.K7QFM2XD9TRAW"],
    ["a mark as it is written", '#"]</script>.K7QFM2XD9TRAW'],
    ["broken percent signs", "#%zz%.%"],
  ])("says so of %s", (_case, hash) =>
    visit(browser, service, {}, async (page) => {
      await requestCode(page, service, freshEmail());
      await page.goto(`/otp/link${hash}`);
      await page.getByText(ELSEWHERE).waitFor();
      expect(page.url()).toBe(`${service.url}/otp/link`);
    }),
  );
});

describe("the page of the link", () => {
  it("says to type the code where there is no script", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      const recipient = freshEmail();
      await requestCode(page, service, recipient);
      await page.goto(linkTo(recipient));
      await page.getByText("Type the code from your message").waitFor();
      expect(await page.getByRole("button", { name: "Continue" }).isVisible()).toBe(false);
      await page.getByRole("link", { name: "Enter the code that you were sent" }).click();
      await heading(page, "Enter your code");
    }));
});
