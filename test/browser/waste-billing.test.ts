import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Portal, startPortal } from "../../examples/waste-billing/portal.ts";
import { freePort } from "../support/free-port.ts";
import { closeLater } from "../support/close-later.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, heading, launchBrowser, PHONE } from "./browser.ts";

let browser: Browser;
let service: TestService;
let portal: Portal;
beforeAll(async () => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const addresses = { redirectUris: [`${url}/callback`], postLogoutRedirectUris: [`${url}/`] };
  service = await startTestService(
    { clients: [{ id: "waste-billing", name: "Waste Billing", ...addresses }] },
    // The portal's library reads the system's clock.
    { systemClock: () => Math.floor(Date.now() / 1000) },
  );
  portal = await startPortal({ port, issuer: service.url });
  closeLater("the portal", () => portal.close());
  browser = await launchBrowser();
});

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  // The limit of a recipient, between tests of one person.
  service.clock.advance(31);
  context = await browser.newContext({ baseURL: portal.url, viewport: PHONE });
  closeLater("the browser's profile", () => context.close());
  page = await context.newPage();
});

/** From the portal's front page through Latchkey's pages and back. */
async function signIn(recipient: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await heading(page, "Sign in to Waste Billing");
  const channel = recipient.includes("@") ? "email" : "sms";
  await page.locator(`#by-${channel}`).check();
  await page.locator(`#${channel}`).fill(recipient);
  await page.getByRole("button", { name: "Send the code" }).click();
  await heading(page, "Enter your code");
  await service.settled();
  await enterCode(page, service.code(recipient));
  await page.waitForURL(`${portal.url}/`);
}

const axeFinds = async () => {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
  );
};

describe("a customer of the waste-collection company", () => {
  it("signs in by phone and sees their own bills, and no others", async () => {
    await signIn("+1 415 555 0188");
    await heading(page, "Hello, Ben Ortiz");
    expect(await page.locator("tbody tr").count()).toBe(2);
    expect(await page.content()).not.toContain("Anna");
    expect((await page.goto("/bills/b-2611-1002"))?.status()).toBe(200);
    // Anna's bill, which is there, is answered as one that is not.
    const another = await page.goto("/bills/b-2611-1001");
    const text = await page.locator("main").innerText();
    const nobodys = await page.goto("/bills/b-0000-0000");
    expect([another?.status(), nobodys?.status()]).toEqual([404, 404]);
    expect(await page.locator("main").innerText()).toBe(text);
  });

  it("signs in by e-mail, and signs out of both", async () => {
    await signIn("anna@example.com");
    await heading(page, "Hello, Anna Berg");
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading(page, "Sign out?");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await page.goto("/bills/b-2611-1001");
    expect(page.url()).toBe(`${portal.url}/`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await heading(page, "Sign in to Waste Billing");
  });

  it("sends feedback, by the portal's own form only", async () => {
    await signIn("chen@example.com");
    await page.goto("/feedback");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Your message").fill("You missed my bin <b>again</b>.");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("status").waitFor();
    const sent = [{ customer: "c-1003", message: "You missed my bin <b>again</b>." }];
    expect(portal.feedback).toEqual(sent);
    const forged = await context.request.post("/feedback", { form: { message: "Cancel it", form: "x" } });
    expect(forged.status()).toBe(403);
    expect(portal.feedback).toEqual(sent);
  });

  it("who is not known is told so, and sees no bills", async () => {
    await signIn("stranger@example.com");
    await heading(page, "We do not know this contact yet");
    expect((await page.goto("/bills/b-2611-1001"))?.status()).toBe(403);
  });
});

describe("the portal", () => {
  it("shows nothing to a user who has not signed in", async () => {
    await page.goto("/bills/b-2611-1001");
    expect(page.url()).toBe(`${portal.url}/`);
    await page.goto("/callback?code=made-up&state=made-up");
    expect(page.url()).toBe(`${portal.url}/`);
  });

  it("refuses an answer that it did not ask for", async () => {
    // Where the portal sends the browser is of no interest here: the answer comes first.
    await context.request.get("/sign-in", { maxRedirects: 0 });
    const answer = await page.goto("/callback?code=made-up&state=made-up");
    expect(answer?.status()).toBe(400);
    await heading(page, "That did not work");
  });

  it("has nothing that axe finds, in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await context.close();
      service.clock.advance(31);
      context = await browser.newContext({
        baseURL: portal.url,
        viewport: PHONE,
        colorScheme,
        bypassCSP: true,
      });
      page = await context.newPage();
      await page.goto("/");
      expect(await axeFinds()).toEqual([]);
      await signIn("+1 415 555 0123");
      for (const path of ["/", "/bills/b-2610-1001", "/feedback"]) {
        await page.goto(path);
        expect(await axeFinds()).toEqual([]);
      }
    }
  });
});
