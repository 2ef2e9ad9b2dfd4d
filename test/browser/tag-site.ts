import { build } from "esbuild";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { launchBrowser, PHONE } from "./browser.ts";

const TAG = join(import.meta.dirname, "../../client/src/element.ts");

/** A person at a site with the sign-in tag. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page said in its console. */
  readonly said: string[];
}

/** A site with the tag, the service that knows it, and one that does not. */
export interface TagSite {
  readonly service: TestService;
  readonly strangers: TestService;
  readonly url: string;
  /** @param attributes of the tag; @param prepare a script that runs before the page's own */
  visit(
    attributes: Readonly<Record<string, string>>,
    walk: (visit: Visit) => Promise<void>,
    prepare?: string,
  ): Promise<void>;
  /** Asks for a code in the tag, and reads it in the inbox. */
  ask(page: Page, recipient?: string): Promise<string>;
}

/** @param settings of the service, beside the origin of the site */
export async function startTagSite(settings: object = {}): Promise<TagSite> {
  const { outputFiles } = await build({
    entryPoints: [TAG],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  const script = outputFiles[0]?.text ?? "";
  const { url } = await startServer("the site with the tag", (request, response) => {
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const attributes = [...new URLSearchParams(query)].map(([name, value]) => `${name}="${value}"`).join(" ");
    const page = `<!doctype html><html lang="en"><title>A site</title><script type="module" src="/tag.js"></script><latchkey-sign-in ${attributes}></latchkey-sign-in>`;
    response.setHeader("content-type", path === "/tag.js" ? "text/javascript" : "text/html; charset=utf-8");
    response.end(path === "/tag.js" ? script : page);
  });
  const systemClock = () => Math.floor(Date.now() / 1000);
  const service = await startTestService({ ...settings, corsOrigins: [url] }, { systemClock });
  const strangers = await startTestService({}, { systemClock });
  const browser: Browser = await launchBrowser();
  return {
    service,
    strangers,
    url,
    async visit(attributes, walk, prepare) {
      const context = await browser.newContext({ viewport: PHONE });
      try {
        const page = await context.newPage();
        const said: string[] = [];
        page.on("console", (message) => void said.push(message.text()));
        if (prepare !== undefined) await page.addInitScript(prepare);
        const query = new URLSearchParams({ "base-url": service.url, ...attributes });
        await page.goto(`${url}/?${query.toString()}`);
        await walk({ page, context, said });
      } finally {
        await context.close();
      }
    },
    async ask(page, recipient = freshTagEmail()) {
      await page
        .locator("latchkey-sign-in input[type=email], latchkey-sign-in input[type=tel]")
        .fill(recipient);
      await page.locator("latchkey-sign-in button.main").click();
      await codeField(page).waitFor();
      await service.settled();
      return service.code(recipient);
    },
  };
}

let count = 0;

/** An address that no other test has typed into the tag. */
export function freshTagEmail(domain = "example.com"): string {
  return `tag${++count}@${domain}`;
}

export const codeField = (page: Page) => page.locator("latchkey-sign-in input.code");

/** What the tag's page is told of the approval, once. */
export const signedIn = (page: Page) =>
  page.evaluate<{ subject: string }>(
    `new Promise((done) => document.addEventListener("latchkey-signed-in", ({ detail }) => done(detail)))`,
  );
