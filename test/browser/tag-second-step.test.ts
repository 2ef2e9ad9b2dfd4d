import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { enrol } from "../support/enrolled.ts";
import type { TestService } from "../support/service.ts";
import { codeField, freshTagEmail, startTagSite, type TagSite } from "./tag-site.ts";

let service: TestService;
let visit: TagSite["visit"];
let ask: TagSite["ask"];

beforeAll(async () => {
  ({ service, visit, ask } = await startTagSite({ secondFactor: "required" }));
});

/** Each event of the tag, as the page is told it. */
const LISTENS = `globalThis.told = [];
  for (const name of ["latchkey-signed-in", "latchkey-error", "latchkey-factor-required"])
    document.addEventListener(name, ({ type, detail }) => told.push({ type, detail }));`;

interface Told {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const told = (page: Page) => page.evaluate<Told[]>("told");
const link = (page: Page) => page.locator("latchkey-sign-in a[href]");

/** Types the right code of a newcomer, who has set up nothing yet. */
async function typeCode(page: Page, address = freshTagEmail()) {
  await codeField(page).fill(await ask(page, address));
  await page.locator("latchkey-sign-in [role=status]:focus").waitFor();
}

describe("the tag whose user has to set up a second step first", () => {
  it.each(BUILT_IN_LOCALES)("says so in %s, and where to sign in", (locale) =>
    visit(
      { locale },
      async ({ page }) => {
        await typeCode(page);
        const words = wordBook().pages(locale);
        await page.getByText(words.setUpRequired).waitFor();
        expect(await link(page).getAttribute("href")).toBe(`${service.url}/otp/request`);
        expect(await link(page).textContent()).toBe(words.signIn);
        expect(await codeField(page).count()).toBe(0);
        const [{ type, detail } = { type: "", detail: {} }, ...others] = await told(page);
        expect([type, others]).toEqual(["latchkey-factor-required", []]);
        expect(detail).toMatchObject({ status: "factor-required", factors: [], attemptsLeft: 5 });
        expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
      },
      LISTENS,
    ),
  );

  it("leads to the service's own page, and starts again when it is reset", () =>
    visit({}, async ({ page }) => {
      await typeCode(page);
      await page.evaluate(`document.querySelector("latchkey-sign-in").reset()`);
      await page.locator("latchkey-sign-in input[type=email]").waitFor();
      await typeCode(page);
      await link(page).click();
      await page.waitForURL(`${service.url}/otp/request`);
    }));
});

describe("the tag whose page asks for the second step", () => {
  it("signs in by what its page asks for in the slot, a form of its own", () =>
    visit(
      { "keep-session": "" },
      async ({ page }) => {
        await page.evaluate(
          `document.querySelector("latchkey-sign-in").innerHTML = '<form slot="second-step"><input name="code" aria-label="Six digits"><button>Go on</button></form>';
           document.addEventListener("submit", (event) => {
             globalThis.sent = [event.defaultPrevented, event.target.elements.code.value];
             event.preventDefault();
           });`,
        );
        const address = freshTagEmail();
        const secret = await service.services.keys.recipient();
        const { shows } = await enrol(service, subjectOf(secret, { addressKind: "email", address }), 0);
        await typeCode(page, address);
        expect(await link(page).isVisible()).toBe(false);
        await page.getByLabel("Six digits").fill(shows());
        await page.getByRole("button", { name: "Go on" }).click();
        const [prevented, code] = await page.evaluate<[boolean, string]>("sent");
        expect(prevented).toBe(false);
        const [required] = await told(page);
        const { challengeId, factorToken } = required?.detail ?? {};
        const proof = { challengeId, factorToken, factor: "totp", code };
        const { body } = await service.post("/otp/factor", proof);
        await page.evaluate(`document.querySelector("latchkey-sign-in").complete(${JSON.stringify(body)})`);
        await page.getByText(wordBook().pages("en").youAreSignedIn).waitFor();
        expect((await told(page)).map(({ type }) => type)).toEqual([
          ...["latchkey-factor-required", "latchkey-signed-in"],
        ]);
        expect(await page.getByLabel("Six digits").isVisible()).toBe(false);
        expect(await page.evaluate("Object.values(sessionStorage)")).toEqual([body.sessionToken]);
      },
      LISTENS,
    ));
});
