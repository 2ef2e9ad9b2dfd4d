import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { launchBrowser, PHONE } from "./browser.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A device whose authenticator has its user there and verified. */
export interface Device {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
  /** What a call of the client answers, in the page. */
  call<Answer>(expression: string): Promise<Answer>;
}

/** A site that uses the built client of the account: on an origin of its own, and on the service's. */
export interface AccountSite {
  readonly service: TestService;
  readonly own: string;
  readonly other: string;
  /** @param prepare a script that runs before the page's own; @param of the browser's context */
  visit(
    where: string,
    walk: (device: Device) => Promise<void>,
    prepare?: string,
    of?: BrowserContextOptions,
  ): Promise<void>;
}

/** A page with the tag, whose attributes stand in the query, after a field of the page's own language. */
const tagPage = (baseUrl: string, query: string) => {
  const attributes = [...new URLSearchParams(query)].map(([name, value]) => `${name}="${value}"`).join(" ");
  return `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>A site</title>
    <meta name="viewport" content="width=device-width">
    <script>
      globalThis.told = [];
      for (const name of ["latchkey-signed-in", "latchkey-error", "latchkey-factor-required"])
        document.addEventListener(name, ({ type, detail }) => told.push({ type, detail }));
    </script>
    <script type="module" src="/site/element.js"></script>
    <latchkey-sign-in base-url="${baseUrl}" ${attributes}></latchkey-sign-in>`;
};

const page = (baseUrl: string) => `<!doctype html><html lang="en"><title>A site</title>
  <label>E-mail <input autocomplete="username webauthn"></label>
  <script type="module">
    import { createClient } from '/site/client.js';
    import { createAccountClient } from '/site/account.js';
    const baseUrl = ${JSON.stringify(baseUrl)};
    Object.assign(globalThis, { client: createClient({ baseUrl }), account: createAccountClient({ baseUrl }), ready: true });
  </script>`;

export async function startAccountSite(settings: object = {}): Promise<AccountSite> {
  const dist = temporaryFolder();
  execFileSync(process.execPath, ["bin/build-client.ts", dist], { cwd: ROOT, stdio: "ignore" });
  const fileOf = (address: string, baseUrl: string) => {
    const [path = "", query = ""] = address.split("?");
    const script = /^\/site\/((?:parts\/)?[\w-]+\.js)$/.exec(path)?.[1];
    const html = path === "/site/tag" ? tagPage(baseUrl, query) : page(baseUrl);
    return script === undefined
      ? { contentType: "text/html; charset=utf-8", body: html }
      : { contentType: "text/javascript", body: readFileSync(join(dist, script), "utf8") };
  };
  const { url } = await startServer("the site of the account", (request, response) => {
    const { contentType, body } = fileOf(request.url ?? "", service.url);
    response.setHeader("content-type", contentType).end(body);
  });
  // A passkey of localhost is none of 127.0.0.1.
  const other = url.replace("127.0.0.1", "localhost");
  const service = await startTestService({
    ...{ account: "on", secondFactor: "optional", corsOrigins: [other] },
    ...{ factors: { passkeys: { origins: [other] } }, ...settings },
  });
  const browser: Browser = await launchBrowser();
  return {
    service,
    own: service.url,
    other,
    async visit(where, walk, prepare, of = {}) {
      const context = await browser.newContext({ baseURL: service.url, viewport: PHONE, ...of });
      try {
        const tab = await context.newPage();
        // One host serves the service and the site.
        await tab.route(`${service.url}/site/**`, (route) =>
          route.fulfill(fileOf(route.request().url().slice(service.url.length), "")),
        );
        if (prepare !== undefined) await tab.addInitScript(prepare);
        const cdp = await context.newCDPSession(tab);
        await cdp.send("WebAuthn.enable", { enableUI: false });
        const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
          options: {
            ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
            ...{ isUserVerified: true, automaticPresenceSimulation: true },
          },
        });
        await openSite(tab, where);
        await walk({ page: tab, cdp, authenticatorId, call: (expression) => tab.evaluate(expression) });
      } finally {
        await context.close();
      }
    },
  };
}

/** Opens the site's page, on either origin. */
export async function openSite(tab: Page, where: string): Promise<void> {
  await tab.goto(`${where}/site/`);
  await tab.waitForFunction("globalThis.ready");
}
