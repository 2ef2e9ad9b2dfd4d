import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { authorizeAddress, pkce } from "../support/app.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, heading, launchBrowser, PHONE, requestCodeHere } from "./browser.ts";

/** An app on another origin: a page that links to the sign-in, one that posts to it, and where people come back. */
async function startApp() {
  const back: URL[] = [];
  const app = { url: "", service: "", back };
  const { challenge } = pkce();
  const { url } = await startServer("the app", (incoming, outgoing) => {
    const asked = new URL(incoming.url ?? "/", app.url);
    if (asked.pathname === "/callback") back.push(asked);
    const address = new URL(
      authorizeAddress(challenge, {
        client_id: "tiny",
        redirect_uri: `${app.url}/callback`,
        state: "tiny-state",
      }),
      app.service,
    );
    const fields = [...address.searchParams]
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      .join("");
    const pages: Record<string, string> = {
      "/": `<h1>Tiny app</h1><a href="${address.href.replaceAll("&", "&amp;")}">Sign in</a>
        <form method="post" action="${app.service}/otp/authorize">${fields}<button>Sign in by a form</button></form>
        <a href="${app.service}/otp/end-session?client_id=tiny&amp;post_logout_redirect_uri=${app.url}/">Sign out</a>`,
      "/callback": "<h1>Welcome back</h1>",
    };
    outgoing.setHeader("content-type", "text/html");
    outgoing.end(`<!doctype html><title>Tiny app</title>${pages[asked.pathname] ?? ""}`);
  });
  app.url = url.replace("127.0.0.1", "localhost");
  return app;
}

let browser: Browser;
let service: TestService;
let app: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  app = await startApp();
  const address = { redirectUris: [`${app.url}/callback`], postLogoutRedirectUris: [`${app.url}/`] };
  // Its server keeps a secret: any program of a machine may listen at an address of an app without one.
  const secretSha256 = "0".repeat(64);
  service = await startTestService({ clients: [{ id: "tiny", name: "Tiny app", secretSha256, ...address }] });
  app.service = service.url;
  browser = await launchBrowser();
});

/** Walks in a fresh profile. */
async function walk(javaScriptEnabled: boolean, steps: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: service.url, viewport: PHONE, javaScriptEnabled });
  try {
    await steps(await context.newPage());
  } finally {
    await context.close();
  }
}

async function signInFromHere(page: Page, scripted: boolean): Promise<void> {
  await heading(page, "Sign in to Tiny app");
  await enterCode(page, await requestCodeHere(page, service), scripted);
  await heading(page, "Welcome back");
}

describe.each([true, false])("a person who comes from an app (with scripts: %j)", (scripted) => {
  it("signs in and is back at the app, with a code, the app's state and our name", async () => {
    await walk(scripted, async (page) => {
      await page.goto(`${app.url}/`);
      await page.getByRole("link", { name: "Sign in" }).click();
      await signInFromHere(page, scripted);
      const answer = Object.fromEntries(new URL(page.url()).searchParams);
      expect(answer).toEqual({
        code: app.back.at(-1)?.searchParams.get("code"),
        state: "tiny-state",
        iss: service.url,
      });
      expect(answer.code).toMatch(/^[\w-]{67}$/);
    });
  });

  it("who is signed in is back at once, also when the app posts what it asks", async () => {
    await walk(scripted, async (page) => {
      await page.goto(`${app.url}/`);
      await page.getByRole("link", { name: "Sign in" }).click();
      await signInFromHere(page, scripted);
      for (const role of ["link", "button"] as const) {
        await page.goto(`${app.url}/`);
        await page.getByRole(role, { name: /^Sign in/ }).click();
        await heading(page, "Welcome back");
        expect(new URL(page.url()).searchParams.has("code")).toBe(true);
      }
    });
  });

  it("signs out after one click, and is back at the app", async () => {
    await walk(scripted, async (page) => {
      await page.goto(`${app.url}/`);
      await page.getByRole("link", { name: "Sign in" }).click();
      await signInFromHere(page, scripted);
      await page.goto(`${app.url}/`);
      await page.getByRole("link", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await heading(page, "Tiny app");
      await page.goto("/otp/session");
      await heading(page, "You are not signed in");
    });
  });
});
