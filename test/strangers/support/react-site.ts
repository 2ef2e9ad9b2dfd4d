import { join } from "node:path";
import { expect } from "@jest/globals";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { startServer } from "../../support/start-server.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { installClient, STRANGERS } from "./installed-client.ts";

/** The site that is rendered by React, each time by the version that a visit names. */
export interface ReactSite {
  readonly url: string;
  readonly service: TestService;
}

/** Bundles the site once for each version, with the packed client, and serves it. */
export async function startReactSite(versions: readonly string[]): Promise<ReactSite> {
  const scripts = new Map<string, Uint8Array>();
  const { client } = installClient();
  const { url } = await startServer("a site of React", (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://site");
    const script = scripts.get(pathname);
    response.setHeader("content-type", script ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      script ??
        `<!doctype html><title>A site</title><div id="root"></div><script type="module" src="/${searchParams.get("with") ?? ""}/main.js"></script>`,
    );
  });
  const systemClock = () => Math.floor(Date.now() / 1000);
  const service = await startTestService({ corsOrigins: [url], secondFactor: "optional" }, { systemClock });
  for (const version of versions) {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, "../sites/react/main.jsx")],
      bundle: true,
      splitting: true,
      write: false,
      outdir: "/",
      format: "esm",
      jsx: "automatic",
      // React runs its effects twice in development alone.
      define: { "process.env.NODE_ENV": '"development"', __SERVICE__: JSON.stringify(service.url) },
      alias: {
        "latchkey-client/account": join(client, "dist/account.js"),
        "latchkey-client/react": join(client, "dist/react.js"),
        react: join(STRANGERS, version),
        "react-dom": join(STRANGERS, version.replace("react", "react-dom")),
      },
    });
    for (const { path, contents } of outputFiles) scripts.set(`/${version}${path}`, contents);
  }
  return { url, service };
}

export interface Visit {
  readonly page: Page;
  /** What the page asked of the service, as `POST /otp/request`. */
  readonly calls: string[];
}

/** A page of the site in a fresh profile; an error of its script, or one that React mentions, fails the walk. */
export async function visitSite(
  browser: Browser,
  site: ReactSite,
  path: string,
  walk: (visit: Visit) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    const calls: string[] = [];
    page.on("pageerror", ({ message }) => void faults.push(message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        faults.push(message.text());
    });
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === site.service.url && request.method() !== "OPTIONS")
        calls.push(`${request.method()} ${pathname}`);
    });
    await page.goto(path);
    await walk({ page, calls });
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}
