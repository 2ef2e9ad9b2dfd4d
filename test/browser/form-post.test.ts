import { once } from "node:events";
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { authorizeAddress, pkce, SECRET } from "../support/app.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { enterCode, heading, launchBrowser, PHONE, requestCodeHere } from "./browser.ts";

interface Posted {
  readonly fields: Record<string, string>;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

/** An app on another origin that is told by forms, and then sends the browser to a third one. */
async function startApp() {
  const posted: Posted[] = [];
  const { url: third } = await startServer("where the app goes on", (_, outgoing) => {
    outgoing.setHeader("content-type", "text/html");
    outgoing.end("<!doctype html><title>Shop</title><h1>Welcome back</h1>");
  });
  const { url } = await startServer("the app", (incoming, outgoing) => {
    void (async () => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (part: string) => (body += part));
      await once(incoming, "end");
      if (incoming.method !== "POST") return void outgoing.end("<!doctype html><h1>Shop</h1>");
      const { origin, cookie } = incoming.headers;
      posted.push({ fields: Object.fromEntries(new URLSearchParams(body)), origin, cookie });
      outgoing.writeHead(303, { location: third }).end();
    })();
  });
  return { callback: `${url}/callback`, posted };
}

let browser: Browser;
let service: TestService;
let app: Awaited<ReturnType<typeof startApp>>;
const { challenge } = pkce();

beforeAll(async () => {
  app = await startApp();
  const secretSha256 = createHash("sha256").update(SECRET).digest("hex");
  const clients = [{ id: "shop", name: "Shop", redirectUris: [app.callback], secretSha256 }];
  service = await startTestService({ clients });
  browser = await launchBrowser();
});

describe.each([true, false])("an app that is told by a form (with scripts: %j)", (scripted) => {
  it("has a person back who signs in, and who is signed in, wherever it sends them then", async () => {
    const context = await browser.newContext({
      baseURL: service.url,
      viewport: PHONE,
      javaScriptEnabled: scripted,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load"))
        faults.push(message.text());
    });
    const onward = async () => {
      if (!scripted) await page.getByRole("button", { name: "Continue to Shop" }).click();
      await heading(page, "Welcome back");
    };
    const address = authorizeAddress(challenge, {
      client_id: "shop",
      redirect_uri: app.callback,
      response_mode: "form_post",
    });
    await page.goto(address);
    await enterCode(page, await requestCodeHere(page, service), scripted);
    await onward();
    await page.goto(address);
    await onward();

    expect(app.posted.splice(0)).toEqual(
      [1, 2].map(() => ({
        fields: { code: expect.stringMatching(/^[\w-]{67}$/), state: "s1", iss: service.url },
        // An app may hold against it whom it asked.
        origin: service.url,
        cookie: undefined,
      })),
    );
    expect(faults).toEqual([]);
    await context.close();
  });
});
