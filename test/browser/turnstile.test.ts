import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { botCheckWith } from "../../functions/compose/bot-check.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../support/service.ts";
import { standInTurnstile } from "../support/stand-in-turnstile.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { askFor, enterCode, freshEmail, heading, launchBrowser, visit } from "./browser.ts";

const CLOUDFLARE = "https://challenges.cloudflare.com";

/** What the widget's script does to the page: a frame, a field for the token, and a call of what is named. */
const WIDGET = `
  const place = document.querySelector(".cf-turnstile");
  const frame = document.createElement("iframe");
  frame.src = "${CLOUDFLARE}/frame";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = place.dataset.responseFieldName;
  place.append(frame, field);
  addEventListener("message", ({ data, origin }) => {
    if (origin !== "${CLOUDFLARE}") return;
    field.value = data;
    window[place.dataset.callback](data);
  });`;
const FRAME = `<script>parent.postMessage("good-" + Math.random().toString(36).slice(2), "*")</script>`;

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  const cloudflare = await standInTurnstile();
  const credentialsFile = join(temporaryFolder(), "credentials.json");
  writeFileSync(credentialsFile, JSON.stringify({ turnstile: { secretKey: cloudflare.secretKey } }));
  service = await startTestService(
    {
      limits: { ...DEPLOYED_LIMITS, originPerHour: 1 },
      botCheck: { use: "turnstile", siteKey: "0x4AAAAAAAexample" },
    },
    {
      credentialsFile,
      override: (services) => ({
        botCheck: botCheckWith(services.keys, services, services.credentials, { url: cloudflare.url }),
      }),
    },
  );
  await service.post("/otp/request", { recipient: freshEmail() });
});

describe("a person in a network that has asked for too much, where the owner has Turnstile", () => {
  it("is signed in after a moment: the page lets the widget's script and frame in, and sends its token", () =>
    visit(
      browser,
      service,
      {},
      async (page) => {
        await page.route(`${CLOUDFLARE}/**`, (route) =>
          route.request().url().endsWith("/frame")
            ? route.fulfill({ contentType: "text/html", body: FRAME })
            : route.fulfill({ contentType: "text/javascript", body: WIDGET }),
        );
        const email = freshEmail();
        await askFor(page, email);
        await heading(page, "Enter your code");
        await service.settled();
        await enterCode(page, service.code(email));
        await heading(page, "You are signed in");
      },
      [CLOUDFLARE],
    ));

  it("is told how long to wait where the widget's script does not come", () =>
    visit(
      browser,
      service,
      {},
      async (page) => {
        await page.route(`${CLOUDFLARE}/**`, (route) => route.abort());
        await askFor(page, freshEmail());
        await page.waitForLoadState("load");
        const text = await page.locator("main").innerText();
        expect(text).toContain("Many codes were asked for from your network");
        expect(text).not.toContain("One moment");
      },
      [CLOUDFLARE],
    ));

  it("is told without a script what to do", () =>
    visit(browser, service, { javaScriptEnabled: false }, async (page) => {
      await askFor(page, freshEmail());
      const text = await page.locator("main").innerText();
      expect(text).toContain("With JavaScript switched on");
      expect(text).not.toContain("One moment");
    }));
});
