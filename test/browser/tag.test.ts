import { beforeAll, describe, expect, it } from "@jest/globals";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import type { TestService } from "../support/service.ts";
import { codeField, signedIn, startTagSite, type TagSite } from "./tag-site.ts";

let strangers: TestService;
let site: string;
let visit: TagSite["visit"];
let ask: TagSite["ask"];

beforeAll(async () => {
  ({ strangers, url: site, visit, ask } = await startTagSite());
});

describe("the tag in a language of the pages", () => {
  it.each(BUILT_IN_LOCALES)("asks in %s with the pages' words, and says what is wrong in it", (locale) =>
    visit({ locale }, async ({ page }) => {
      const words = wordBook().pages(locale);
      const tag = page.locator("latchkey-sign-in");
      await tag.getByRole("heading", { name: words.signIn }).waitFor();
      expect(await tag.locator("form").getAttribute("dir")).toBe(locale === "ar" ? "rtl" : "ltr");
      await tag.locator("input[type=email]").fill("nobody");
      await tag.getByRole("button", { name: words.sendCode }).click();
      await tag.getByText(words["error.emailAt"]).waitFor();
    }),
  );

  it("follows its attribute, and keeps what was typed", () =>
    visit({ locale: "en" }, async ({ page }) => {
      const tag = page.locator("latchkey-sign-in");
      await tag.locator("input[type=email]").fill("anna@example.com");
      await page.evaluate(`document.querySelector("latchkey-sign-in").setAttribute("locale", "de-AT")`);
      await tag.getByRole("button", { name: "Code senden" }).waitFor();
      expect(await tag.locator("input[type=email]").inputValue()).toBe("anna@example.com");
    }));
});

describe("the tag after a reload", () => {
  it("still asks for the code of its challenge, and takes it", () =>
    visit({}, async ({ page }) => {
      const code = await ask(page);
      await page.reload();
      await codeField(page).waitFor();
      const done = signedIn(page);
      await codeField(page).fill(code);
      expect((await done).subject).toMatch(/^[\w-]{22}$/);
    }));

  it("has forgotten a session unless the owner lets it keep one", () =>
    visit({}, async ({ page }) => {
      const done = ask(page).then(async (code) => {
        const approved = signedIn(page);
        await codeField(page).fill(code);
        return approved;
      });
      await done;
      await page.reload();
      await page.locator("latchkey-sign-in input[type=email]").waitFor();
      expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
    }));

  it("signs in again with the session that it was let keep, until it is reset", () =>
    visit(
      { "keep-session": "" },
      async ({ page }) => {
        const code = await ask(page);
        await codeField(page).fill(code);
        const details = () => page.evaluate<{ subject: string; token: string }[]>("globalThis.details");
        await page.waitForFunction("globalThis.details.length === 1");
        const [first] = await details();
        await page.reload();
        await page.waitForFunction("globalThis.details.length === 1");
        const [again] = await details();
        expect(again?.subject).toBe(first?.subject);
        await page.evaluate(`document.querySelector("latchkey-sign-in").reset()`);
        expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
      },
      `globalThis.details = []; document.addEventListener("latchkey-signed-in", ({ detail }) => details.push(detail));`,
    ));
});

describe("the tag while a message is on its way", () => {
  it("says what happens to it, and counts down to the end of the code", () =>
    visit({}, async ({ page }) => {
      await ask(page);
      await page.getByText("The code was sent.").waitFor();
      await page.getByText(/It expires in .?\d+.? minutes/).waitFor();
    }));

  it("says that the code has expired when its time is over, and keeps the address", () =>
    visit({}, async ({ page }) => {
      await page.clock.install();
      await ask(page, "late@example.com");
      await page.clock.runFor(301_000);
      await page.getByText("This code is no longer valid. Ask for a new one.").waitFor();
      expect(await page.locator("latchkey-sign-in input[type=email]").inputValue()).toBe("late@example.com");
    }));
});

describe("the tag with a service that cannot be heard", () => {
  it("names corsOrigins in the console where the browser hides the answer", () =>
    visit({ "base-url": strangers.url }, async ({ page, said }) => {
      const told = page.waitForEvent("console", { predicate: (one) => one.text().includes("corsOrigins") });
      await page.locator("latchkey-sign-in input[type=email]").fill("anna@example.com");
      await page.keyboard.press("Enter");
      expect((await told).text()).toContain(`add "${site}" to corsOrigins`);
      await page.getByText("We are out of reach for a moment").waitFor();
      expect(said.filter((text) => text.includes("corsOrigins"))).toHaveLength(1);
    }));

  it("says in the person's language that it is out of reach, and blames no origin, where nothing answers", () =>
    visit({ "base-url": "http://localhost:9", locale: "es" }, async ({ page, said }) => {
      await page.locator("latchkey-sign-in input[type=email]").fill("anna@example.com");
      await page.keyboard.press("Enter");
      await page.getByText(wordBook().pages("es")["over.unavailable"]).waitFor();
      expect(said.filter((text) => text.includes("corsOrigins"))).toEqual([]);
      expect(await page.locator("latchkey-sign-in input[type=email]").inputValue()).toBe("anna@example.com");
    }));
});

/** A browser that hands over the code of an SMS, and counts what is ended before and after that. */
const WEB_OTP = `
  globalThis.OTPCredential = class {};
  globalThis.aborts = { waiting: 0, finished: 0, asked: 0 };
  navigator.credentials.get = ({ otp, signal }) => new Promise((done) => {
    if (!otp) return;
    aborts.asked += 1;
    let finished = false;
    signal.addEventListener("abort", () => { aborts[finished ? "finished" : "waiting"] += 1; });
    globalThis.hand = (code) => { finished = true; done({ code }); };
  });`;

describe("the tag in a browser that reads SMS (WebOTP)", () => {
  it("takes the code by itself, and never ends a wait that is over", () =>
    visit(
      { channels: "sms" },
      async ({ page }) => {
        const code = await ask(page, "+14155550177");
        const done = signedIn(page);
        await page.evaluate(`hand("${code}")`);
        await done;
        expect(await page.evaluate("aborts")).toEqual({ waiting: 0, finished: 0, asked: 1 });
      },
      WEB_OTP,
    ));

  it("ends the wait with its step, and asks for no code of an e-mail", () =>
    visit(
      { channels: "email,sms" },
      async ({ page }) => {
        await ask(page);
        expect(await page.evaluate("aborts.asked")).toBe(0);
        await page.getByRole("button", { name: "Change contact method" }).click();
        await page.locator("latchkey-sign-in input[value=sms]").check();
        await ask(page, "+14155550178");
        await page.getByRole("button", { name: "Change contact method" }).click();
        expect(await page.evaluate("aborts")).toEqual({ waiting: 1, finished: 0, asked: 1 });
      },
      WEB_OTP,
    ));
});

describe("a text that is no code in the tag", () => {
  it("is not sent, and costs no attempt", () =>
    visit({}, async ({ page }) => {
      const code = await ask(page);
      const calls: string[] = [];
      page.on("request", (request) => void calls.push(new URL(request.url()).pathname));
      await codeField(page).fill("12345678");
      await page.keyboard.press("Enter");
      await page.getByText(/Enter the .?6.? digits of the code\./).waitFor();
      expect(calls).not.toContain("/otp/verify");
      const done = signedIn(page);
      await codeField(page).fill(code);
      await done;
    }));
});
