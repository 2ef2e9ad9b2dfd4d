import { beforeAll, describe, expect, it } from "@jest/globals";
import { enterCode, fieldsOf, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";

let service: TestService;
let user: Person;
beforeAll(async () => {
  service = await startTestService({
    ...{ registration: "registered", liveChanges: "on", brand: { name: "Kiosk" } },
    channels: { email: { providers: ["inbox", "console"] }, sms: { countries: ["DE"] } },
    desk: { secondFactor: false, admins: [{ recipient: OWNER, role: "owner" }] },
  });
  user = person(service);
  await enterCode(service, user, OWNER);
});

const formWith = (text: string, part: string) =>
  (text.match(/<form[^]*?<\/form>/g) ?? []).find((one) => one.includes(part)) ?? "";

describe("the screen of settings", () => {
  it("has each provider send its admin a test, and says what was wrong", async () => {
    const page = await user.open("/admin/settings");
    const form = { ...page, text: formWith(page.text, 'name="provider" value="inbox"') };
    const sent = service.inbox.list(OWNER).length;
    const done = await fill(user, form, "/admin/act/test-send");
    expect([done.status, done.text.includes("Done: it is on its way")]).toEqual([200, true]);
    await service.settled();
    const mails = service.inbox.list(OWNER);
    expect(mails).toHaveLength(sent + 1);
    expect(mails[0]?.text).not.toMatch(/\d{6}/);
    const next = await user.open("/admin/settings");
    const again = { ...next, text: formWith(next.text, 'name="provider" value="inbox"') };
    const soon = await fill(user, again, "/admin/act/test-send");
    expect([soon.status, soon.text.includes("in these ten minutes")]).toEqual([409, true]);
    const stranger = await fill(user, again, "/admin/act/test-send", { to: "a@stranger.example" });
    expect([stranger.status, stranger.text.includes("an admin")]).toEqual([400, true]);
  });

  it("shows an e-mail as it looks before it is saved, on a page where nothing runs or loads", async () => {
    const value = "Willkommen bei {brand}";
    const page = await user.open("/admin/settings?path=words");
    const looked = await fill(user, page, "/admin/settings", {
      path: "words",
      entry: "de/login.lead",
      value,
    });
    const form = { ...looked, text: formWith(looked.text, 'name="purpose" value="login"') };
    expect(form.text).toContain('target="_blank" rel="noopener"');
    expect(fieldsOf(form.text, "/admin/settings-mail").locale).toBe("de");
    const mail = await fill(user, { ...form, text: form.text }, "/admin/settings-mail");
    expect(mail.status).toBe(200);
    expect(mail.text).toMatch(/^<!doctype html>[^]*Willkommen bei <bdi>Kiosk<\/bdi>/i);
    expect(mail.text).not.toContain("<script");
    expect(mail.policy).toBe(
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    );
    expect((await service.services.storage.liveSettings.read()).version).toBe(0);
  });
});
