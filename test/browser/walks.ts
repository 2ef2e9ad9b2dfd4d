import type { Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { authenticatorApp } from "../support/authenticator-app.ts";
import { enrol, type EnrolledUser } from "../support/enrolled.ts";
import { cancelTokenOf } from "../support/passcodes.ts";
import { resetsOf } from "../support/resets.ts";
import { type TestService, wrong } from "../support/service.ts";
import { enterCode, freshEmail, heading, requestCode, signIn } from "./browser.ts";

/** Where the message leads a user who did not ask for it. */
async function notMeLink(service: TestService): Promise<string> {
  const { challengeId } = await service.challenge(freshEmail());
  return `/otp/not-me?t=${await cancelTokenOf(service.services, challengeId)}`;
}

/** Where the message leads a user whose factors are to be reset. */
async function keepLink(service: TestService): Promise<string> {
  const address = freshEmail();
  const secret = await service.services.keys.recipient();
  await enrol(service, subjectOf(secret, { addressKind: "email", address }), 0);
  const desk = resetsOf(() => service);
  await desk.reset(address);
  return `/otp/keep-factors?t=${desk.linkIn(address) ?? ""}`;
}

/** Walks to the second step, as a user who has turned two steps on. */
async function toSecondStep(page: Page, service: TestService): Promise<EnrolledUser> {
  const address = freshEmail();
  const secret = await service.services.keys.recipient();
  const user = await enrol(service, subjectOf(secret, { addressKind: "email", address }));
  await enterCode(page, await requestCode(page, service, address));
  await heading(page, "Second step");
  return user;
}

/** Walks to the page that sets up an authenticator, and gives what the app shows. */
export async function toSetUp(page: Page, service: TestService): Promise<() => string> {
  await signIn(page, service);
  await page.goto("/otp/account/factors/totp");
  await heading(page, "Set up an authenticator app");
  const uri = await page.getByRole("link", { name: "Open the app on this device" }).getAttribute("href");
  const app = authenticatorApp(uri ?? "");
  return () => app.shows(service.clock.now());
}

type Walk = (page: Page, service: TestService) => Promise<unknown>;

/** The way to every page that there is, by what it shows. */
export const WALKS: Readonly<Record<string, Walk>> = {
  request: (page) => page.goto("/otp/request"),
  "request-error": async (page) => {
    await page.goto("/otp/request");
    await page.getByText("Text message").click();
    await page.getByLabel("Mobile number").fill("12");
    await page.getByRole("button", { name: "Send the code" }).click();
    await page.locator("#sms-error").waitFor();
  },
  "request-limited": async (page, service) => {
    const recipient = freshEmail();
    await service.challenge(recipient);
    await page.goto("/otp/request");
    await page.getByLabel("E-mail address").fill(recipient);
    await page.getByRole("button", { name: "Send the code" }).click();
    await page.getByRole("alert").waitFor();
  },
  verify: (page, service) => requestCode(page, service),
  "verify-error": async (page, service) => {
    await enterCode(page, wrong(await requestCode(page, service)));
    await page.locator("#code-error").waitFor();
  },
  "verify-resent": async (page, service) => {
    await requestCode(page, service);
    service.clock.advance(30);
    await page.reload();
    await page.getByRole("button", { name: "Send the code again" }).click();
    await page.getByRole("status").waitFor();
  },
  over: async (page) => {
    await page.goto("/otp/verify");
    await heading(page, "There is no code to enter");
  },
  "second-step": toSecondStep,
  "second-step-error": async (page, service) => {
    const user = await toSecondStep(page, service);
    const answered = page.waitForEvent("domcontentloaded");
    await page.getByLabel("Code from the app").fill(user.wrong());
    await answered;
    await page.locator("#code-error").waitFor();
  },
  "backup-code": async (page, service) => {
    await toSecondStep(page, service);
    await page.getByRole("link", { name: "Use a backup code" }).click();
    await page.getByLabel("Backup code").waitFor();
  },
  raise: async (page, service) => {
    const address = freshEmail();
    const secret = await service.services.keys.recipient();
    await signIn(page, service, address);
    await enrol(service, subjectOf(secret, { addressKind: "email", address }));
    await page.goto("/otp/factor?needs=latchkey:2");
    await heading(page, "Second step");
  },
  "set-up": toSetUp,
  "backup-codes": async (page, service) => {
    const shows = await toSetUp(page, service);
    await page.getByLabel("Code from the app").fill(shows());
    await heading(page, "Your backup codes");
  },
  session: signIn,
  "keep-factors": async (page, service) => {
    await page.goto(await keepLink(service));
    await heading(page, "Keep your second steps?");
  },
  "factors-kept": async (page, service) => {
    await page.goto(await keepLink(service));
    await page.getByRole("button", { name: "Keep my second steps" }).click();
    await heading(page, "Your second steps stay");
  },
  "not-me": async (page, service) => {
    await page.goto(await notMeLink(service));
    await heading(page, "Was this not you?");
  },
  "not-me-stopped": async (page, service) => {
    await page.goto(await notMeLink(service));
    await page.getByRole("button", { name: "This was not me" }).click();
    await page.getByRole("status").waitFor();
  },
  "not-me-unknown": async (page) => {
    await page.goto("/otp/not-me?t=cut-off");
    await heading(page, "There is nothing to stop");
  },
  "end-session": async (page, service) => {
    await signIn(page, service);
    await page.goto("/otp/end-session");
    await heading(page, "Sign out?");
  },
  "wrong-link": async (page) => {
    await page.goto("/otp/authorize?client_id=unknown");
    await heading(page, "This link does not work");
  },
  "signed-out": async (page) => {
    await page.goto("/otp/session");
    await heading(page, "You are not signed in");
  },
  local: async (page, service) => {
    await service.challenge(freshEmail());
    await page.goto("/_local/");
    await page.locator("#inbox article").first().waitFor();
    await page.locator("summary", { hasText: "Items" }).click();
  },
};
