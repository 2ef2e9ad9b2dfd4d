import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { closeLater } from "../support/close-later.ts";
import type { TestService } from "../support/service.ts";

/**
 * Debian's Chromium. The headless shell is the same engine of the same build without windows and profiles, as Playwright
 * itself uses: a fresh page costs a quarter of the CPU.
 */
const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/**
 * Chromium, which has to be installed; `CHROMIUM` says where, when it is elsewhere.
 * @param place the one for a test that not every Chromium can run
 */
export async function launchBrowser(place?: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: place ?? process.env.CHROMIUM ?? PLACES.find((one) => existsSync(one)) ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  closeLater("the browser", () => browser.close());
  return browser;
}

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/**
 * Opens a fresh browser profile on the service, of which relative URLs are, and walks there.
 * @param others origins that this walk may ask, too
 * @throws when the walk caused what a page of ours must never cause: a violation of the policy, a script's error, a
 * dialog, or a request to another origin
 */
export async function visit(
  browser: Browser,
  service: TestService,
  options: BrowserContextOptions,
  walk: (page: Page) => Promise<void>,
  others: readonly string[] = [],
): Promise<void> {
  const context = await browser.newContext({ baseURL: service.url, viewport: PHONE, ...options });
  try {
    const page = await context.newPage();
    const faults = await watch(page, [service.url, ...others]);
    await walk(page);
    if (faults.length > 0) throw new Error(`the page at fault: ${faults.join("; ")}`);
  } finally {
    await context.close();
  }
}

async function watch(page: Page, origins: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on("console", (message) => {
    // A page with an error's status is what several tests are about; the browser mentions it.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  page.on("pageerror", ({ message }) => void faults.push(message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const ours = origins.some((origin) => request.url().startsWith(`${origin}/`));
    if (!ours && !request.url().startsWith("data:")) faults.push(`request: ${request.url()}`);
  });
  await page.addInitScript(
    `addEventListener("securitypolicyviolation", ({ violatedDirective }) => console.error("policy: " + violatedDirective))`,
  );
  return faults;
}

let serial = 0;

/** An address that no other test uses, so that its limits are untouched. */
export function freshEmail(): string {
  return `customer${++serial}@example.com`;
}

/** A number that no other test uses, as a person would write it. */
export function freshPhone(): string {
  return `+1 415 555 ${String(100 + ++serial).padStart(4, "0")}`;
}

/** Asks for a code by e-mail, whatever comes of it. */
export async function askFor(page: Page, email: string): Promise<void> {
  await page.goto("/otp/request");
  await page.locator("#by-email").check();
  await page.locator("#email").fill(email);
  await page.getByRole("button", { name: "Send the code" }).click();
}

/** Walks to the page that asks for the code, and reads the code in the inbox. */
export async function requestCode(page: Page, service: TestService, recipient?: string): Promise<string> {
  await page.goto("/otp/request");
  return requestCodeHere(page, service, recipient);
}

/** The same from the page that asks for an address and is open, as an app's link opens it. */
export async function requestCodeHere(
  page: Page,
  service: TestService,
  recipient = freshEmail(),
): Promise<string> {
  const channel = recipient.includes("@") ? "email" : "sms";
  await page.locator(`#by-${channel}`).check();
  await page.locator(`#${channel}`).fill(recipient);
  await page.getByRole("button", { name: "Send the code" }).click();
  await heading(page, "Enter your code");
  await service.settled();
  return service.code(recipient);
}

/** Types a code and sends it, by the script or, where there is none, by the button. */
export async function enterCode(page: Page, code: string, scripted = true): Promise<void> {
  const answered = page.waitForEvent("domcontentloaded");
  await page.getByLabel("Code").fill(code);
  if (!scripted) await page.getByRole("button", { name: "Continue" }).click();
  await answered;
}

/** Walks to the page of a session. */
export async function signIn(page: Page, service: TestService, recipient = freshEmail()): Promise<void> {
  await enterCode(page, await requestCode(page, service, recipient));
  await heading(page, "You are signed in");
}

export function heading(page: Page, name: string): Promise<void> {
  return page.getByRole("heading", { name, exact: true }).waitFor();
}
