/**
 * `npx node test/browser/take-pictures.ts` takes the README's picture, `docs/images/verify-page.png`; with a folder's name it
 * takes every page there, in every size and colour scheme, to look at.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { ALL_CLIENTS } from "../support/app.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { ACCOUNT_WALKS, WITH_ACCOUNT } from "./account-walks.ts";
import { DESKTOP, launchBrowser, PHONE, requestCode, visit } from "./browser.ts";
import { WALKS } from "./walks.ts";

const SHAPES: Readonly<Record<string, BrowserContextOptions>> = {
  phone: { viewport: PHONE },
  desktop: { viewport: DESKTOP },
  dark: { viewport: PHONE, colorScheme: "dark" },
  "desktop-dark": { viewport: DESKTOP, colorScheme: "dark" },
  keyboard: { viewport: { width: 360, height: 420 } },
  landscape: { viewport: { width: 740, height: 360 } },
};

/** Languages that run the other way, or that need fonts of their own; `fonts-noto-core` and `fonts-noto-cjk` have them. */
const LANGUAGES = ["ar", "hi", "zh"];

async function takeAll(browser: Browser, service: TestService, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [shape, options] of Object.entries(SHAPES))
    for (const [name, walk] of Object.entries({ ...WALKS, ...ACCOUNT_WALKS })) {
      await visit(browser, service, options, async (page) => {
        await walk(page, service);
        // With the keyboard open, or on its side, what counts is what stands in the window without scrolling.
        const fullPage = !["keyboard", "landscape"].includes(shape);
        await page.screenshot({ path: join(folder, `${name}-${shape}.png`), fullPage });
        if (shape !== "phone") return;
        for (const locale of LANGUAGES) {
          const address = new URL(page.url());
          address.searchParams.set("locale", locale);
          await page.goto(address.href);
          await page.screenshot({ path: join(folder, `${name}-${locale}.png`), fullPage });
        }
      });
      // Past every limit of the addresses in use.
      service.clock.advance(86_400);
    }
}

/** The whole page, from above the card to below the languages, and a code that a user is typing. */
async function takeVerifyPage(browser: Browser, service: TestService): Promise<void> {
  const shape = { viewport: { width: 540, height: 400 }, deviceScaleFactor: 1.5 };
  await visit(browser, service, shape, async (page) => {
    await requestCode(page, service, "anna@example.com");
    await page.getByLabel("Code").fill("1234");
    await page.locator("#delivery", { hasText: "The code was sent." }).waitFor();
    await page.screenshot({
      path: join(import.meta.dirname, "../../docs/images/verify-page.png"),
      fullPage: true,
    });
  });
}

const [folder] = process.argv.slice(2);
const browser = await launchBrowser();
const service = await startTestService(folder === undefined ? {} : { ...WITH_ACCOUNT, ...ALL_CLIENTS });
try {
  await (folder === undefined ? takeVerifyPage(browser, service) : takeAll(browser, service, folder));
} finally {
  await browser.close();
  await service.close();
}
