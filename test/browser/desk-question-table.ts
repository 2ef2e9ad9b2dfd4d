import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { lookAt, type Role, textOf } from "./desk-admins.ts";

/** Each role has a person of its own to act on. */
const PERSON = { operator: "C-1002", owner: "C-1001", viewer: "" } as const;

/** A question, as a person at the desk has it. */
export interface Question {
  readonly asks: string;
  readonly from: Role;
  /** What a person of a role does to have it answered. */
  readonly walk: (page: Page, role: Role) => Promise<void>;
  /** A screen of it that others are not shown. */
  readonly screen?: string;
  /** A form of it that others are refused. */
  readonly form?: readonly [path: string, fields: Record<string, string>];
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const unfold = (page: Page, name: string) => page.locator("summary", { hasText: name }).first().click();
const said = (page: Page) => page.getByRole("status").first().innerText();
/** An act by one button on a person's page. */
const byButton =
  (button: string, outcome: RegExp): Question["walk"] =>
  async (page, role) => {
    await lookAt(page, PERSON[role]);
    await press(page, button);
    expect(await said(page)).toMatch(outcome);
  };
const edit = (path: string, value: string) => ({
  ...{ "base:number": "0", reason: "x", "edits.0.path": path, "edits.0.value:json": value },
});

/** What people at the desk ask, and how they come to the answer. */
export const QUESTIONS: readonly Question[] = [
  {
    ...{ asks: "why did a customer not get the code: the last requests", from: "viewer" },
    async walk(page) {
      await page.goto("/admin/today");
      const typo = page.getByRole("row").filter({ hasText: "not a customer" });
      expect(await typo.innerText()).toContain("a***@example.com");
    },
  },
  {
    ...{ asks: "why did a customer not get the code: the person", from: "operator" },
    async walk(page) {
      await lookAt(page, "ana@example.com");
      expect(await textOf(page)).toContain("is no customer's");
    },
    ...{ screen: "person", form: ["/admin/person", { customer: "ana@example.com" }] },
  },
  {
    ...{ asks: "who is attacking", from: "viewer" },
    async walk(page) {
      await page.goto("/admin/attacks?hours=168");
      const table = page.getByRole("region", { name: "Networks that stand out" });
      expect(await table.getByRole("row").nth(1).innerText()).toMatch(/^[\w-]{22}\s+10\s+0/);
      expect(await textOf(page)).toContain("The service stops nothing by itself");
    },
  },
  {
    ...{
      asks: "how many codes yesterday, by channel and country, how many used, what it costs",
      from: "viewer",
    },
    async walk(page) {
      await page.goto("/admin");
      await page.getByRole("link", { name: "Yesterday" }).click();
      const row = async (table: string, name: string) =>
        (await page.getByRole("region", { name: table }).getByRole("row", { name }).innerText()).split(/\s+/);
      expect((await row("By channel", "email")).slice(0, 5)).toEqual(["email", "3", "3", "0", "0%"]);
      const us = await row("By country", "US");
      expect([us.slice(0, 5), us.at(-1)]).toEqual([
        ["US", "1", "1", "1", "100%"],
        expect.stringMatching(/^\$0\.\d+$/),
      ]);
    },
  },
  {
    ...{ asks: "block", from: "operator", walk: byButton("Block", /Done: blocked/) },
    form: ["/admin/act/block", { customer: "C-1001" }],
  },
  {
    ...{ asks: "unblock", from: "operator", walk: byButton("Unblock", /Done: unblocked/) },
    form: ["/admin/act/unblock", { customer: "C-1001" }],
  },
  {
    ...{ asks: "register customers from a CSV", from: "operator" },
    async walk(page, role) {
      await page.goto("/admin/customers");
      await unfold(page, "Import a file");
      // New ids are an owner's to give: an operator's file has more addresses of customers who are there.
      const id = role === "owner" ? "C-2001" : "C-1002";
      const buffer = Buffer.from(`id;email\n${id};${role}-file@example.com\nC-9000;no address\n`);
      const file = { name: "customers.csv", mimeType: "text/csv", buffer };
      await page.getByLabel("File", { exact: true }).setInputFiles(file);
      await press(page, "Look what it would do");
      expect(await said(page)).toMatch(/Lines: 2\..*Left out: 1/);
      await press(page, "Import");
      await page.getByLabel("Id, address or number").fill(`${role}-file@example.com`);
      await press(page, "Find");
      expect(await page.getByRole("region", { name: "Customers found" }).innerText()).toContain(id);
    },
    ...{ screen: "customers", form: ["/admin/act/customers-import", { csv: "id;email\nX;x@example.com" }] },
  },
  {
    ...{ asks: "end their sessions", from: "operator", walk: byButton("End sessions", /Done: .*sessions/) },
    form: ["/admin/act/sessions-end", { customer: "C-1001" }],
  },
  {
    ...{ asks: "lift a suppression", from: "operator" },
    walk: byButton("Lift suppression", /Done: messages go there again · lifted: 1/),
    form: ["/admin/act/lift", { customer: "C-1001" }],
  },
  {
    ...{ asks: "reset their factors", from: "operator" },
    async walk(page, role) {
      await lookAt(page, PERSON[role]);
      await unfold(page, "Reset factors");
      await page.getByLabel("How you know that it is the user").fill("showed a passport");
      await press(page, "Reset factors");
      expect(await said(page)).toContain("Done: the reset is asked for");
    },
    form: ["/admin/act/factors-reset", { customer: "C-1001", evidence: "x" }],
  },
  {
    ...{ asks: "change a limit now", from: "operator" },
    async walk(page, role) {
      await page.goto("/admin/settings?path=limits.recipientPerHour");
      await page.getByLabel("New value").fill(role === "owner" ? "2" : "3");
      await page.getByLabel("Why").first().fill("too many");
      await press(page, "Change it");
      expect(await textOf(page)).toContain("Done: changed");
    },
    ...{ screen: "settings", form: ["/admin/act/settings-set", edit("limits.recipientPerHour", "1")] },
  },
  {
    ...{ asks: "change a text now", from: "owner" },
    async walk(page) {
      await page.goto("/admin/settings?path=words");
      await page.getByLabel("Which").fill("en/login.lead");
      await page.getByLabel("New value").fill("Your code is below.");
      await press(page, "Preview");
      await page.getByLabel("Why").first().fill("shorter");
      await press(page, "Change it");
      expect(await textOf(page)).toContain("Done: changed");
    },
    form: ["/admin/act/settings-set", { ...edit("words", '"Nothing"'), "edits.0.entry": "en/login.lead" }],
  },
  {
    ...{ asks: "undo that", from: "owner" },
    async walk(page) {
      await page.goto("/admin/settings");
      await page.getByRole("button", { name: "Take all changes back" }).click();
      expect(await textOf(page)).toContain("Nothing is changed");
    },
    form: ["/admin/act/settings-restore", { "base:number": "0", "version:number": "0" }],
  },
  {
    ...{ asks: "answer an access request", from: "owner" },
    async walk(page) {
      await lookAt(page, "C-3000");
      const file = page.waitForEvent("download");
      await press(page, "Download what is kept");
      const download = await file;
      expect(download.suggestedFilename()).toBe("what-is-kept-2026-11-24.json");
      const { contacts } = JSON.parse(readFileSync(await download.path(), "utf8")) as { contacts: unknown };
      expect(JSON.stringify(contacts)).toContain("gone@example.com");
    },
    form: ["/admin/person-json", { customer: "C-3000" }],
  },
  {
    ...{ asks: "forget a person", from: "owner" },
    async walk(page) {
      await lookAt(page, "C-3000");
      await unfold(page, "Delete all that is kept");
      await page.getByLabel("I have read what goes").check();
      await press(page, "Delete it all");
      expect(await said(page)).toContain("all that was kept of the person is deleted");
    },
    form: ["/admin/act/forget", { customer: "C-1001", "confirmed:flag": "yes" }],
  },
];
