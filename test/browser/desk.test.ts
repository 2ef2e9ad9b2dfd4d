import { beforeAll, describe, expect, it } from "@jest/globals";
import axe, { type AxeResults } from "axe-core";
import type { TestService } from "../support/service.ts";
import { DESKTOP, PHONE } from "./browser.ts";
import { type As, lookAt, startDesk, textOf } from "./desk-admins.ts";

let service: TestService;
let as: As;
beforeAll(async () => {
  ({ service, as } = await startDesk());
});

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
      expect(await table.getByRole("row").nth(1).innerText()).toMatch(/^[\w-]{22}\s+10\s+0/);
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
