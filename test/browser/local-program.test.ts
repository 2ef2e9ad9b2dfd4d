import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { authorizeAddress, pkce } from "../support/app.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { heading, launchBrowser, PHONE, signIn } from "./browser.ts";

let browser: Browser;
let service: TestService;
/** What came to the program's port, by any program that listens there. */
const caught: URL[] = [];
let program = "";

beforeAll(async () => {
  const { url } = await startServer("a program of the device", (incoming, outgoing) => {
    caught.push(new URL(incoming.url ?? "/", "http://127.0.0.1"));
    outgoing.setHeader("content-type", "text/html");
    outgoing.end("<!doctype html><title>Program</title><h1>Done</h1>");
  });
  program = url;
  const redirectUris = ["http://127.0.0.1/callback"];
  service = await startTestService({ clients: [{ id: "cli", name: "Backup Tool", redirectUris }] });
  browser = await launchBrowser();
});

/** What any program can do that knows the id of the app: open an address in the person's browser. */
const opened = (change: Record<string, string> = {}) =>
  service.url +
  authorizeAddress(pkce().challenge, {
    client_id: "cli",
    redirect_uri: `${program}/callback`,
    state: "mine",
    ...change,
  });

async function signedIn(javaScriptEnabled: boolean, steps: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: service.url, viewport: PHONE });
  try {
    await signIn(await context.newPage(), service);
    service.clock.advance(60);
    const state = await context.storageState();
    const other = await browser.newContext({ storageState: state, javaScriptEnabled, viewport: PHONE });
    await steps(await other.newPage()).finally(() => other.close());
  } finally {
    await context.close();
  }
}

describe.each([
  ["with", true],
  ["without", false],
])("a program that pretends to be an app of this device, %s scripts", (_, scripts) => {
  it("gets nothing before the person clicks on a page that names the app", () =>
    signedIn(scripts, async (page) => {
      const before = caught.length;
      await page.goto(opened());
      await heading(page, "Continue to Backup Tool?");
      // It may try as often as it likes, and in silence.
      await page.goto(opened({ prompt: "none" }));
      await heading(page, "Done");
      expect(caught.slice(before).map((url) => url.searchParams.get("error"))).toContain(
        "interaction_required",
      );
      expect(caught.slice(before).some((url) => url.searchParams.has("code"))).toBe(false);

      await page.goto(opened());
      await page.getByRole("button", { name: "Continue to Backup Tool" }).click();
      await heading(page, "Done");
      const answer = caught.findLast(({ pathname }) => pathname === "/callback");
      expect(answer?.searchParams.get("code")).toMatch(/^[\w-]+$/);
      expect(answer?.searchParams.get("state")).toBe("mine");
    }));

  it("is told where the person goes back", () =>
    signedIn(scripts, async (page) => {
      await page.goto(opened());
      await page.getByRole("link", { name: "Back to Backup Tool" }).click();
      await heading(page, "Done");
      const answer = caught.findLast(({ pathname }) => pathname === "/callback");
      expect(answer?.searchParams.get("error")).toBe("access_denied");
    }));
});
