import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { authorizeAddress, pkce } from "../support/app.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { enterCode, freshEmail, heading, launchBrowser, PHONE, requestCodeHere } from "./browser.ts";

let browser: Browser;
let service: TestService;
let apps: readonly string[];
beforeAll(async () => {
  apps = await Promise.all(["A", "B"].map(startApp));
  service = await startTestService({
    clients: apps.map((url, at) => ({
      id: "ab"[at],
      name: `App ${"AB"[at]}`,
      redirectUris: [`${url}/callback`],
    })),
  });
  browser = await launchBrowser();
});

/** An app on an origin of its own: its page links to the sign-in, and shows the state with which a person comes back. */
async function startApp(name: string): Promise<string> {
  const { challenge } = pkce();
  const { url } = await startServer(`app ${name}`, (incoming, outgoing) => {
    const asked = new URL(incoming.url ?? "/", "http://localhost");
    const at = name === "A" ? 0 : 1;
    const change = {
      client_id: "ab"[at],
      redirect_uri: `${apps[at]}/callback`,
      state: `state-of-${name}`,
    };
    const address = service.url + authorizeAddress(challenge, change);
    outgoing.setHeader("content-type", "text/html");
    outgoing.end(
      asked.pathname === "/callback"
        ? `<!doctype html><title>App</title><h1>Back at ${name} with ${asked.searchParams.get("state")}</h1>`
        : `<!doctype html><title>App</title><a href="${address.replaceAll("&", "&amp;")}">Sign in</a>`,
    );
  });
  return url.replace("127.0.0.1", "localhost");
}

/** Types an address on the page that is open, and waits for the code. */
async function ask(page: Page, recipient: string, title = "Sign in"): Promise<void> {
  await heading(page, title);
  await requestCodeHere(page, service, recipient);
}

async function fromApp(context: BrowserContext, at: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(apps[at]!);
  await page.getByRole("link", { name: "Sign in" }).click();
  return page;
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("two apps, three people and four tabs of one browser, %s", (_, javaScriptEnabled) => {
  it("each end where they began, with the code of their own message", async () => {
    const context = await browser.newContext({ baseURL: service.url, viewport: PHONE, javaScriptEnabled });
    try {
      const [anna, father, mother] = [freshEmail(), freshEmail(), freshEmail()];
      const atA = await fromApp(context, 0);
      const atB = await fromApp(context, 1);
      const own = await context.newPage();
      await own.goto("/otp/request");
      await ask(atA, anna, "Sign in to App A");
      await ask(atB, father, "Sign in to App B");
      await ask(own, mother);

      // Father's code in Anna's tab costs Anna an attempt, father none, and the page says what is going on.
      await enterCode(atA, service.code(father), javaScriptEnabled);
      await atA.getByText("Other codes are open in this browser").waitFor();
      await enterCode(atA, service.code(anna), javaScriptEnabled);
      await heading(atA, "Back at A with state-of-A");

      await enterCode(own, service.code(mother), javaScriptEnabled);
      await heading(own, "You are signed in");
      expect(new URL(own.url()).origin).toBe(new URL(service.url).origin);

      await enterCode(atB, wrong(service.code(father)), javaScriptEnabled);
      await atB.locator("#code-error").waitFor();
      expect(await atB.locator("#code-error").textContent()).toContain("You have 4 attempts left.");
      await enterCode(atB, service.code(father), javaScriptEnabled);
      await heading(atB, "Back at B with state-of-B");

      const names = (await context.cookies(service.url)).map(({ name }) => name);
      expect(names).not.toContain("latchkey-waiting");
      expect(names).not.toContain("latchkey-challenge");
    } finally {
      await context.close();
    }
  });
});
