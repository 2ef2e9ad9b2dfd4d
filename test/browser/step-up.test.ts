import { beforeAll, describe, expect, it } from "@jest/globals";
import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { authorizeAddress, pkce } from "../support/app.ts";
import { enrol } from "../support/enrolled.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, freshEmail, heading, launchBrowser, PHONE, requestCode, signIn } from "./browser.ts";

let browser: Browser;
let service: TestService;
let app: Awaited<ReturnType<typeof startApp>>;

/** An app on another origin, with a link for each acr that it demands. */
async function startApp() {
  const back: URL[] = [];
  const app = { url: "", service: "", back };
  const { challenge } = pkce();
  const linkTo = (acr: string) => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } });
    const where = { client_id: "tiny", redirect_uri: `${app.url}/callback`, claims };
    return `<a href="${app.service}${authorizeAddress(challenge, where).replaceAll("&", "&amp;")}">${acr}</a>`;
  };
  const { url } = await startServer("the app", (incoming, outgoing) => {
    const asked = new URL(incoming.url ?? "/", app.url);
    const isBack = asked.pathname === "/callback";
    if (isBack) back.push(asked);
    outgoing.setHeader("content-type", "text/html");
    const says = isBack ? "<h1>Welcome back</h1>" : `${linkTo("latchkey:2")} ${linkTo("phr")}`;
    outgoing.end(`<!doctype html><title>Tiny app</title>${says}`);
  });
  app.url = url.replace("127.0.0.1", "localhost");
  return app;
}

beforeAll(async () => {
  app = await startApp();
  const tiny = { id: "tiny", name: "Tiny app", secretSha256: "0".repeat(64) };
  service = await startTestService({
    ...{ secondFactor: "optional", factors: { passkeys: "on" } },
    clients: [{ ...tiny, redirectUris: [`${app.url}/callback`] }],
  });
  app.service = service.url;
  browser = await launchBrowser();
});

/** Walks in a fresh profile. */
async function walk(of: BrowserContextOptions, steps: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: service.url, viewport: PHONE, ...of });
  try {
    await steps(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Comes from the app, and goes on to the second step that it demands. */
async function toSecondStep(page: Page, acr: string): Promise<void> {
  await page.goto(app.url);
  await page.getByRole("link", { name: acr }).click();
  await page.getByText("asks for one more proof that it is you").waitFor();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByText("Confirm once more that it is you.").waitFor();
}

/** What the app is told by the address to which the browser comes back. */
async function toldBack(page: Page): Promise<readonly string[]> {
  await heading(page, "Welcome back");
  return [...(app.back.at(-1)?.searchParams.keys() ?? [])].sort();
}

const TOLD = ["code", "iss", "state"];

describe("a user who is signed in, and comes from an app that demands more", () => {
  it("proves a passkey in the session", () =>
    walk({}, async (page) => {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("WebAuthn.enable", { enableUI: false });
      await cdp.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
          ...{ isUserVerified: true, automaticPresenceSimulation: true },
        },
      });
      // It would sign in by itself from the list at the field of the address.
      await page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
      const address = freshEmail();
      await signIn(page, service, address);
      await page.goto("/otp/passkeys");
      await page.getByLabel("Name of this passkey").fill("Laptop");
      const reloaded = page.waitForEvent("load");
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await reloaded;
      await heading(page, "Laptop");
      await toSecondStep(page, "phr");
      await page.getByRole("button", { name: "Use a passkey" }).click();
      expect(await toldBack(page)).toEqual(TOLD);
    }));

  it("is told what the app asks for, on a page that has no fault that axe knows", () =>
    walk({ bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
      const address = freshEmail();
      await signIn(page, service, address);
      const secret = await service.services.keys.recipient();
      await enrol(service, subjectOf(secret, { addressKind: "email", address }), 0);
      await page.goto(app.url);
      await page.getByRole("link", { name: "latchkey:2" }).click();
      await heading(page, "Second step");
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
    }));

  it.each([true, false])("types the code of an authenticator, with scripts: %s", (scripted) =>
    walk({ javaScriptEnabled: scripted }, async (page) => {
      const address = freshEmail();
      await enterCode(page, await requestCode(page, service, address), scripted);
      await heading(page, "You are signed in");
      const secret = await service.services.keys.recipient();
      const { shows } = await enrol(service, subjectOf(secret, { addressKind: "email", address }), 0);
      await toSecondStep(page, "latchkey:2");
      await page.getByLabel("Code from the app").fill(shows());
      if (!scripted) await page.getByRole("button", { name: "Continue", exact: true }).click();
      expect(await toldBack(page)).toEqual(TOLD);
    }),
  );
});
