import { act } from "./desk.ts";
import { authenticatorApp } from "./authenticator-app.ts";
import { type Person, person, type Shown } from "./person.ts";
import type { TestService } from "./service.ts";

/** The unseen fields of the form of a page that goes to an address. @param to what its address ends with */
export function fieldsOf(page: string, to: string): Record<string, string> {
  const forms = page.match(/<form[^]*?<\/form>/g) ?? [];
  const form = forms.find((one) => one.includes(`${to}"`));
  if (form === undefined) throw new Error(`no form goes to ${to} on: ${page.replace(/^[^]*<body/, "")}`);
  const fields = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = "", value = ""]) => [name, value]));
}

/** Fills in the form of a page that goes to an address. */
export function fill(
  user: Person,
  page: Shown,
  to: string,
  fields: Record<string, string> = {},
): Promise<Shown> {
  return user.submit(to, { ...fieldsOf(page.text, to), ...fields });
}

/** Types an admin's address and the code that was sent there. @returns the page behind it */
export async function enterCode(service: TestService, user: Person, recipient: string): Promise<Shown> {
  const first = await user.open("/admin/sign-in/address");
  const asked = await fill(user, first, "/admin/sign-in/address", { recipient });
  await service.settled();
  return fill(user, asked, "/admin/sign-in/code", { code: service.code(recipient) });
}

/** An admin whose authenticator is enrolled, signed in to the desk. */
export interface DeskUser {
  readonly user: Person;
  readonly recipient: string;
  readonly backupCodes: readonly string[];
  /** What the authenticator shows next: a code counts once, so the clock is moved on. */
  shows(): string;
}

/** A new code by which an admin enrols, as an owner's command makes it. */
export async function enrolCode(service: TestService, recipient: string): Promise<string> {
  const { body } = await act(service, "admins-enrol", { recipient });
  return String(body.code);
}

/** The authenticator that a page sets up. */
export function appOf(page: string): ReturnType<typeof authenticatorApp> {
  const key = /class="key">[^<]*<bdi[^>]*>([^<]+)</.exec(page)?.[1] ?? "";
  return authenticatorApp(`otpauth://totp/Desk?secret=${key.replaceAll(/\s/g, "")}&period=30&digits=6`);
}

/** Enrols an admin by a code of an owner, and signs in. */
export async function enrolledAdmin(service: TestService, recipient: string): Promise<DeskUser> {
  const user = person(service);
  const code = await enrolCode(service, recipient);
  const page = await enterCode(service, user, recipient);
  const app = appOf(page.text);
  const done = await fill(user, page, "/admin/sign-in/enrol", {
    ...{ "enrol-code": code, code: app.shows(service.clock.now()) },
  });
  const backupCodes = [...done.text.matchAll(/<li><bdi dir="ltr">([^<]+)</g)].map(([, one = ""]) => one);
  if (backupCodes.length !== 10) throw new Error(`enrolment was answered ${done.status}: ${done.text}`);
  const shows = () => {
    service.clock.advance(30);
    return app.shows(service.clock.now());
  };
  return { user, recipient, backupCodes, shows };
}
