import type { Page } from "playwright-core";
import { recipientKey } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { aPasskey, aTotp } from "../support/factors.ts";
import { raised } from "../support/raised.ts";
import type { TestService } from "../support/service.ts";
import { signInToStay } from "../support/staying-app.ts";
import { enterCode, freshEmail, heading, requestCodeHere, signIn } from "./browser.ts";

/** What the pages of {@link ACCOUNT_WALKS} are there with, beside an app that users stay signed in to. */
export const WITH_ACCOUNT = {
  ...{ account: "on", secondFactor: "optional" },
  factors: { passkeys: "on", push: { contact: "mailto:ops@example.com" } },
};

/** Opens the account, is sent to sign in, and comes back to it. */
async function signInToAccount(
  page: Page,
  service: TestService,
  email: string,
  scripted: boolean,
): Promise<void> {
  await page.goto("/otp/account");
  await page.getByRole("link", { name: "Sign in" }).click();
  await enterCode(page, await requestCodeHere(page, service, email), scripted);
  await heading(page, "Your account");
}

/** Walks to the account with all that it can show: another session, of an app, an authenticator, a passkey, few codes. */
export async function toAccount(page: Page, service: TestService, scripted = true): Promise<void> {
  const email = freshEmail();
  await signInToStay(service, email, { scope: "openid email phone offline_access" });
  service.clock.advance(31);
  await signInToAccount(page, service, email, scripted);
  const { storage, keys } = service.services;
  const secret = await keys.recipient();
  const key = recipientKey(secret, { addressKind: "email", address: email });
  const { challenges } = await storage.challenges.list(key);
  const subject = challenges[0]?.subject ?? "";
  const at = subjectKey(secret, subject);
  const write = { by: "test", now: service.clock.now() };
  const enrolled = { addTotp: aTotp(), codes: { 1: { salt: "s", hash: "h" } }, twoSteps: "on" } as const;
  await storage.factors.change(at, { subject, version: 0, ...enrolled }, write);
  const added = { passkey: aPasskey(), provenAt: write.now };
  await storage.passkeys.add(at, { subject, version: 1 }, added, { ...write, by: "passkey" });
  const cookies = await page.context().cookies();
  const own = cookies.find(({ name }) => name === "latchkey-session");
  if (!own) throw new Error("the browser has no session");
  await page.context().addCookies([{ ...own, value: await raised(service, own.value) }]);
  await page.reload();
}

/** The way to each page of who is signed in that not every stage has. */
export const ACCOUNT_WALKS: Readonly<Record<string, typeof toAccount>> = {
  account: toAccount,
  passkeys: async (page, service) => {
    await signIn(page, service);
    await page.getByRole("link", { name: "Next time without a code: add a passkey" }).click();
    await heading(page, "Passkeys");
  },
  notifications: async (page, service) => {
    await signIn(page, service);
    await page.getByRole("link", { name: "Your account: devices, apps and security" }).click();
    await page.getByRole("link", { name: "Manage browsers that show your codes" }).click();
    await heading(page, "Codes as notifications");
  },
};
