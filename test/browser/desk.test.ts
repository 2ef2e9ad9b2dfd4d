import { beforeAll, describe, expect, it } from "@jest/globals";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { act } from "../support/desk.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { DESKTOP, heading, launchBrowser, PHONE, visit } from "./browser.ts";

const ADMINS = {
  owner: "owner@utility.example",
  operator: "olga@utility.example",
  viewer: "vera@utility.example",
} as const;
type Role = keyof typeof ADMINS;

let service: TestService;
let browser: Browser;
/** What each admin's browser holds once it has signed in. */
const signedIn = new Map<Role, string>();

beforeAll(async () => {
  service = await startTestService(
    {
      ...{ registration: "registered", liveChanges: "on" },
      desk: {
        secondFactor: false,
        timeZone: "Europe/Berlin",
        admins: Object.entries(ADMINS).map(([role, recipient]) => ({ role, recipient })),
      },
    },
    { shards: 2 },
  );
  const contact = (customer: string, recipient: string, name?: string) =>
    act(service, "contacts-add", { customer, as: "id", recipient, ...(name !== undefined && { name }) });
  await contact("C-1001", "anna@example.com", '<b>Anna</b> "Ö" שלום');
  await contact("C-1001", "+14155550123");
  await contact("C-1002", "bert@example.com");
  await yesterday();
  // Who guesses so often in an hour is noted by the guard of networks.
  await service.services.storage.attacks.noteWrong(
    "guessing-network-00000" as OriginKey,
    10,
    service.clock.now(),
  );
  browser = await launchBrowser();
  for (const role of Object.keys(ADMINS) as Role[]) await signIn(role);
});

/** A code that is used, one that is guessed at, and the typo of a caller; then a day goes by, and another code. */
async function yesterday(): Promise<void> {
  const verify = (challengeId: string, code: string) => service.post("/otp/verify", { challengeId, code });
  const used = await service.challenge("+14155550123");
  await verify(used.challengeId, used.code);
  for (let round = 0; round < 3; round++) {
    const guessed = await service.challenge("bert@example.com");
    for (let times = 0; times < 5; times++) await verify(guessed.challengeId, wrong(guessed.code));
    service.clock.advance(60);
  }
  service.clock.advance(86_400);
  const { challengeId, code } = await service.challenge("anna@example.com");
  await verify(challengeId, code);
  await service.post("/otp/request", { recipient: "ana@example.com" });
  await service.settled();
}

async function signIn(role: Role): Promise<void> {
  await visit(browser, service, {}, async (page) => {
    await page.goto("/admin");
    await page.getByLabel("E-mail address or phone number").fill(ADMINS[role]);
    await page.getByRole("button", { name: "Send the code" }).click();
    await heading(page, "Enter the code");
    await service.settled();
    await page.getByLabel("Code", { exact: true }).fill(service.code(ADMINS[role]));
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Today");
    const cookies = await page.context().cookies();
    signedIn.set(role, JSON.stringify(cookies));
  });
}

/** The desk in the browser of an admin who has signed in. No script runs: the desk has none. */
function as(role: Role, walk: (page: Page) => Promise<void>, options: object = {}): Promise<void> {
  const cookies = JSON.parse(signedIn.get(role) ?? "[]") as [];
  const storageState = { cookies, origins: [] };
  return visit(browser, service, { javaScriptEnabled: false, storageState, ...options }, walk);
}

async function lookAt(page: Page, customer: string): Promise<void> {
  await page.goto("/admin/person");
  await page.getByLabel("Address, number or id").fill(customer);
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
}

const textOf = (page: Page) => page.locator("main").innerText();

describe("an admin who asks", () => {
  it("why no code came finds the caller's typo by the time, and what is so with the address: an operator", () =>
    as("operator", async (page) => {
      await page.goto("/admin/today");
      const typo = page.getByRole("row").filter({ hasText: "not a customer" });
      expect(await typo.innerText()).toMatch(/10:\d\d:\d\d CET\s+a\*\*\*@example\.com\s+email/);
      await lookAt(page, "ana@example.com");
      expect(await textOf(page)).toContain("is no customer's");
      expect(page.url()).toBe(`${service.url}/admin/person`);
    }));

  it("who attacks is shown the network that guessed: a viewer", () =>
    as("viewer", async (page) => {
      await page.goto("/admin/attacks?hours=168");
      const table = page.getByRole("region", { name: "Networks that stand out" });
      expect(await table.getByRole("row").nth(1).innerText()).toMatch(/^guessing-network-00000\s+10\s+0/);
      // What a viewer may not do is not there.
      expect(await page.getByText("Deny a network").count()).toBe(0);
    }));

  it("how many codes there were yesterday, by channel and country, how many were used, and what they cost: a viewer", () =>
    as("viewer", async (page) => {
      await page.goto("/admin");
      await page.getByRole("link", { name: "Yesterday" }).click();
      const row = async (table: string, name: string) =>
        (await page.getByRole("region", { name: table }).getByRole("row", { name }).innerText()).split(/\s+/);
      expect(await row("By channel", "sms")).toEqual([
        "sms",
        "1",
        "1",
        "1",
        "100%",
        "0",
        "0",
        expect.any(String),
      ]);
      expect(await row("By channel", "email")).toEqual(["email", "3", "3", "0", "0%", "15", "0", "$0.00"]);
      expect((await row("By country", "US"))[7]).toMatch(/^\$0\.\d+$/);
      const csv = await page.request.get("/admin/today-csv?period=yesterday");
      expect(csv.headers()["content-disposition"]).toBe(
        'attachment; filename="figures-yesterday-2026-11-22.csv"',
      );
      expect(await csv.text()).toMatch(/^by,name,requested,sent,.*\r\ntotal,[^,]+,4,4,/);
    }));

  it("may see no person and no settings as a viewer, and no audit as an operator", async () => {
    await as("viewer", async (page) => {
      for (const name of ["person", "customers", "settings", "audit", "customers-csv"])
        expect((await page.goto(`/admin/${name}`))?.status()).toBe(404);
    });
    await as("operator", async (page) => {
      expect((await page.goto("/admin/audit"))?.status()).toBe(404);
      expect(await page.getByRole("link", { name: "Audit" }).count()).toBe(0);
    });
  });
});

describe("an admin who acts", () => {
  it("blocks and unblocks a customer, ends sessions, and sees the outcome, with no address in any address", () =>
    as("operator", async (page) => {
      await lookAt(page, "C-1001");
      expect(await textOf(page)).toContain('(<b>Anna</b> "Ö" שלום)');
      for (const [button, outcome] of [
        ["Block", /Done: blocked/],
        ["Unblock", /Done: unblocked/],
        ["End sessions", /Done: .*sessions/],
      ] as const) {
        await page.getByRole("button", { name: button, exact: true }).click();
        expect(await page.getByRole("status").innerText()).toMatch(outcome);
        expect(page.url()).not.toContain("C-1001");
      }
    }));

  it("finds what was typed again in a form that was refused, with what is wrong beside it", () =>
    as("operator", async (page) => {
      await lookAt(page, "C-1002");
      await page.getByText("Name, language and note").click();
      await page.getByLabel("Note for admins").fill("moved in May");
      await page.getByLabel("Language").last().fill("Deutsch");
      await page.getByRole("button", { name: "Save" }).click();
      const field = page.getByLabel("Language").last();
      expect(await field.inputValue()).toBe("Deutsch");
      expect(await field.getAttribute("aria-invalid")).toBe("true");
      expect(await page.getByLabel("Note for admins").inputValue()).toBe("moved in May");
      await field.fill("de");
      await page.getByRole("button", { name: "Save" }).click();
      expect(await textOf(page)).toContain("Note: moved in May");
    }));

  it("registers customers from a file once it has seen what that would do, and takes it back", () =>
    as("owner", async (page) => {
      await page.goto("/admin/customers");
      await page.getByText("Import a file", { exact: true }).click();
      const lines = [
        "id;email;name",
        "C-2001;carl@example.com;=1+1",
        "C-2002;dora@example;Dora",
        "C-2003;eva@example.com;",
      ];
      await page.getByLabel("Lines of the file").fill(lines.join("\n"));
      await page.getByRole("button", { name: "Look what it would do" }).click();
      expect(await page.getByRole("status").innerText()).toMatch(
        /Lines: 3\. Registered anew: 2\..*Left out: 1/,
      );
      expect(await page.getByRole("region", { name: "Left out" }).innerText()).toContain("3");
      await page.getByRole("button", { name: "Import", exact: true }).click();
      const id = await page.locator("#import code").innerText();
      await page.getByLabel("Id, address or number").fill("C-20");
      await page.getByRole("button", { name: "Find" }).click();
      expect(await page.getByRole("region", { name: "Customers found" }).innerText()).toMatch(
        /C-2001[^]*C-2003/,
      );
      const csv = page.waitForEvent("download");
      await page.getByRole("button", { name: "Export as CSV" }).click();
      expect((await csv).suggestedFilename()).toBe("customers.csv");
      await page.getByText("Import a file", { exact: true }).click();
      await page.getByLabel("The import’s id").fill(id);
      await page.getByRole("button", { name: "Undo an import" }).click();
      expect(await textOf(page)).toContain("Removed: 2.");
    }));

  it("closes a limit as an operator, who may not open it; an owner takes it back", async () => {
    await as("operator", async (page) => {
      await page.goto("/admin/settings?path=limits.recipientPerHour");
      const change = async (value: string) => {
        await page.getByLabel("New value").fill(value);
        await page.getByLabel("Why").first().fill("too many");
        await page.getByRole("button", { name: "Change it" }).click();
      };
      await change("6");
      expect(await page.getByRole("alert").innerText()).toContain("that is for owners");
      expect(await page.getByLabel("New value").inputValue()).toBe("6");
      await change("x");
      expect(await page.getByLabel("New value").getAttribute("aria-invalid")).toBe("true");
      await change("3");
      expect(await textOf(page)).toMatch(/Changed now, version 1/);
    });
    await as("owner", async (page) => {
      await page.goto("/admin/settings");
      const table = page.getByRole("region", { name: "Changed now" });
      await table.getByLabel("Why").fill("over");
      await table.getByRole("button", { name: "Take back" }).click();
      expect(await textOf(page)).toContain("Nothing is changed");
      await page.goto("/admin/audit");
      const acts = await page.getByRole("region", { name: "Acts of" }).innerText();
      expect([acts.includes("settings-set"), acts.includes("settings-remove")]).toEqual([true, true]);
    });
  });

  it("sees a text in messages before it is saved, and one that leads elsewhere is not: an owner", () =>
    as("owner", async (page) => {
      await page.goto("/admin/settings?path=brand.name");
      const look = async (name: string) => {
        await page.getByLabel("New value").fill(name);
        await page.getByRole("button", { name: "Preview" }).click();
      };
      await look("City Water");
      expect(await page.locator(".previews").innerText()).toContain("City Water");
      await page.getByLabel("Why").first().fill("a new name");
      await page.getByRole("button", { name: "Change it" }).click();
      expect(await page.getByRole("region", { name: "Changed now" }).innerText()).toContain("City Water");
      await page.goto("/admin/settings?path=words");
      await page.getByLabel("Which").fill("en/login.lead");
      await look("Go to www.evil.example");
      expect(await textOf(page)).toContain("a text that is changed live leads nowhere");
      expect(await page.getByRole("button", { name: "Change it" }).count()).toBe(0);
    }));

  it("denies a network, but not the one that it asks from", () =>
    as("operator", async (page) => {
      const deny = async (network: string) => {
        await page.goto("/admin/attacks");
        await page.getByText("Deny a network").first().click();
        const form = page.locator("form").filter({ hasText: "Deny a network" });
        await form.getByLabel("Network").fill(network);
        await form.getByLabel("Why").fill("guesses");
        await form.getByRole("button").click();
      };
      await deny("127.0.0.0/16");
      expect(await page.getByRole("alert").innerText()).toContain("the network that you ask from");
      await deny("192.0.2.0/24");
      expect(await page.getByRole("region", { name: "Denied, allowed and stopped" }).innerText()).toContain(
        "192.0.2.0/24",
      );
    }));
});

const SCREENS = [
  "today",
  "person",
  "customers",
  "attacks",
  "settings?path=networks.allowed",
  "events",
  "audit",
];

describe.each([...SCREENS, "person of C-1001"])("the screen %s", (name) => {
  it("has no fault that axe knows, light and dark, and fits a phone and a desktop", () =>
    as(
      "owner",
      async (page) => {
        if (name.endsWith("C-1001")) await lookAt(page, "C-1001");
        else await page.goto(`/admin/${name}`);
        // What is folded is looked at, too.
        await page.evaluate(`document.querySelectorAll("details").forEach((one) => { one.open = true; })`);
        await page.evaluate(axe.source);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const { violations } = await page.evaluate<AxeResults>(
            `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
          );
          expect(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
          ).toEqual([]);
        }
        for (const size of [PHONE, DESKTOP]) {
          await page.setViewportSize(size);
          const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
          expect(await page.evaluate(overflow)).toBe(0);
        }
      },
      { javaScriptEnabled: true, bypassCSP: true, reducedMotion: "reduce" },
    ));
});
