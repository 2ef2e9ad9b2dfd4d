import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../browser/browser.ts";
import { type Issuer, startIssuer } from "./support/issuer.ts";
import { place, type Place, startSite } from "./support/site.ts";
import { freshRecipient } from "./support/walker.ts";

let issuer: Issuer;
let site: Place;
let browser: Browser;
beforeAll(async () => {
  site = await place();
  const redirectUris = [`${site.home}/callback`, `${site.home}/popup`];
  issuer = await startIssuer({ clients: [{ id: "spa", name: "The Page", redirectUris }] });
  await startSite("spa.js", issuer, site);
  browser = await launchBrowser();
});

/** A window with no cookies, which trusts the issuer's certificate. */
async function openWindow(): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return context.newPage();
}

/** Fills in the pages of the sign-in. */
async function signIn(page: Page, recipient: string): Promise<void> {
  await page.locator("#by-email").check();
  await page.locator("#email").fill(recipient);
  await page.getByRole("button", { name: "Send the code" }).click();
  await page.getByLabel("Code").waitFor();
  await issuer.service.settled();
  await page.getByLabel("Code").fill(issuer.service.code(recipient));
}

describe("oidc-client-ts in a browser", () => {
  it("signs a person in, and leaves them signed in when React exchanges the code twice", async () => {
    const page = await openWindow();
    const email = freshRecipient();
    await page.goto(site.home);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await signIn(page, email);
    await page.waitForFunction("document.querySelectorAll('li').length > 1");
    const said = await page.locator("li").allInnerTexts();
    expect(said.sort()).toEqual([expect.stringMatching(/^refused/), `signed in as ${email}`]);
    await page.goto(`${issuer.url}/otp/session`);
    await page.getByRole("heading", { name: "You are signed in" }).waitFor();
  });

  it("signs a person in in a window of its own", async () => {
    const page = await openWindow();
    const email = freshRecipient();
    await page.goto(site.home);
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Sign in in a window" }).click();
    await signIn(await opened, email);
    await page.getByText(`signed in as ${email}`).waitFor();
  });
});
