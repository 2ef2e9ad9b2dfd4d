import { beforeAll, describe, expect, it } from "@jest/globals";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { wordBook } from "../../functions/words/word-book.ts";
import { type AccountSite, startAccountSite } from "./account-site.ts";
import { openTag, typeTagCode, userWithApp } from "./tag-device.ts";
import { codeField } from "./tag-site.ts";

let site: AccountSite;
beforeAll(async () => {
  site = await startAccountSite();
});

/** The steps of a user with two, by what they show. */
const STEPS: Readonly<Record<string, (page: Page, locale: string) => Promise<void>>> = {
  "the code of the authenticator": async () => {
    // It is what comes first.
  },
  "a wrong one": async (page) => {
    await codeField(page).fill("000000");
    await page.locator("latchkey-sign-in [aria-invalid=true]").waitFor();
  },
  "a backup code": async (page, locale) => {
    const words = wordBook().pages(locale);
    await page.getByRole("button", { name: words.useBackupCode }).click();
    await page.getByLabel(words.backupCode).waitFor();
  },
};

describe.each(["en", "ar"])("the tag's second step in %s", (locale) => {
  it.each(Object.entries(STEPS))("has no fault that axe knows, light and dark: %s", (_name, go) =>
    site.visit(site.other, async (device) => {
      const { page } = device;
      await page.emulateMedia({ reducedMotion: "reduce" });
      await openTag(device, site.other, { locale });
      const user = await userWithApp(site.service, 1);
      await typeTagCode(page, site.service, user.address);
      await page.getByLabel(wordBook().pages(locale).authenticatorCode).waitFor();
      await go(page, locale);
      await page.evaluate(axe.source);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate<AxeResults>(
          `axe.run("latchkey-sign-in", { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
        );
        const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        expect(faults).toEqual([]);
      }
    }),
  );
});
