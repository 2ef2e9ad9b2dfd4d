import type { Browser, Page } from "playwright-core";
import { act } from "../support/desk.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { heading, launchBrowser, visit } from "./browser.ts";

const ADMINS = {
  owner: "owner@utility.example",
  operator: "olga@utility.example",
  viewer: "vera@utility.example",
} as const;
export type Role = keyof typeof ADMINS;

/** The desk in the browser of an admin who has signed in. No script runs: the desk has none. */
export type As = (role: Role, walk: (page: Page) => Promise<void>, options?: object) => Promise<void>;

/**
 * A service with a day behind it, and its desk in the browsers of an owner, an operator and a viewer.
 * @param more settings
 */
export async function startDesk(more: object = {}): Promise<{
  readonly service: TestService;
  readonly as: As;
  /** What the browser of an admin sends. */
  readonly cookieOf: (role: Role) => string;
}> {
  const service = await startTestService(
    {
      ...{ registration: "registered", liveChanges: "on", ...more },
      desk: {
        secondFactor: false,
        timeZone: "Europe/Berlin",
        admins: Object.entries(ADMINS).map(([role, recipient]) => ({ role, recipient })),
      },
    },
    { shards: 2 },
  );
  await liveThrough(service);
  const browser = await launchBrowser();
  const signedIn = new Map<Role, string>();
  for (const role of Object.keys(ADMINS) as Role[]) signedIn.set(role, await signIn(browser, service, role));
  const cookiesOf = (role: Role) =>
    JSON.parse(signedIn.get(role) ?? "[]") as { name: string; value: string }[];
  return {
    service,
    cookieOf: (role) =>
      cookiesOf(role)
        .map(({ name, value }) => `${name}=${value}`)
        .join("; "),
    as(role, walk, options = {}) {
      const cookies = cookiesOf(role) as [];
      const storageState = { cookies, origins: [] };
      return visit(browser, service, { javaScriptEnabled: false, storageState, ...options }, walk);
    },
  };
}

/** A code that is used, one that is guessed at; then a day goes by, another code, and the typo of a caller. */
async function liveThrough(service: TestService): Promise<void> {
  const contact = (customer: string, recipient: string, name?: string) =>
    act(service, "contacts-add", { customer, as: "id", recipient, ...(name !== undefined && { name }) });
  await contact("C-1001", "anna@example.com", '<b>Anna</b> "Ö" שלום');
  await contact("C-1001", "+14155550123");
  await contact("C-1002", "bert@example.com");
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

/** @returns the cookies of the browser, as JSON */
async function signIn(browser: Browser, service: TestService, role: Role): Promise<string> {
  let cookies = "[]";
  await visit(browser, service, {}, async (page) => {
    await page.goto("/admin");
    await page.getByLabel("E-mail address or phone number").fill(ADMINS[role]);
    await page.getByRole("button", { name: "Send the code" }).click();
    await heading(page, "Enter the code");
    await service.settled();
    await page.getByLabel("Code", { exact: true }).fill(service.code(ADMINS[role]));
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Today");
    cookies = JSON.stringify(await page.context().cookies());
  });
  return cookies;
}

/** Looks at one person. */
export async function lookAt(page: Page, customer: string): Promise<void> {
  await page.goto("/admin/person");
  await page.getByLabel("Address, number or id").fill(customer);
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
}

export function textOf(page: Page): Promise<string> {
  return page.locator("main").innerText();
}
