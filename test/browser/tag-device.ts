import type { Page } from "playwright-core";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { enrol, type EnrolledUser } from "../support/enrolled.ts";
import type { TestService } from "../support/service.ts";
import type { Device } from "./account-site.ts";
import { freshEmail } from "./browser.ts";
import { codeField } from "./tag-site.ts";

/** An event of the tag, as its page is told it. */
export interface Told {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const told = (page: Page) => page.evaluate<Told[]>("told");
export const toldTypes = async (page: Page) => (await told(page)).map(({ type }) => type);
export const inTag = (page: Page) => page.locator("latchkey-sign-in");

/** Opens the site's page with the built tag. */
export async function openTag(
  { page }: Pick<Device, "page">,
  where: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.goto(`${where}/site/tag?${new URLSearchParams(attributes).toString()}`);
  await inTag(page).locator("input").first().waitFor();
}

/** A user with an authenticator, known by an address. */
export async function userWithApp(
  service: TestService,
  codes = 0,
): Promise<EnrolledUser & { readonly address: string }> {
  const address = freshEmail();
  const secret = await service.services.keys.recipient();
  const user = await enrol(service, subjectOf(secret, { addressKind: "email", address }), codes);
  return { ...user, address };
}

/** Asks for a code in the tag, and types it. */
export async function typeTagCode(page: Page, service: TestService, address: string): Promise<void> {
  service.clock.advance(31);
  await inTag(page).locator("input[type=email]").fill(address);
  await inTag(page).locator("form > button.main").click();
  await codeField(page).waitFor();
  await service.settled();
  await codeField(page).fill(service.code(address));
}
