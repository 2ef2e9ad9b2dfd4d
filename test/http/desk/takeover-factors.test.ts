import { beforeAll, describe, expect, it } from "@jest/globals";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { deskSubject } from "../../../functions/domain/subject.ts";
import { act } from "../../support/desk.ts";
import {
  appOf,
  type DeskUser,
  enrolCode,
  enrolledAdmin,
  enterCode,
  fieldsOf,
  fill,
} from "../../support/desk-page.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const OTHER = "other@utility.example";
const NEW = "new@utility.example";
const DESK = {
  admins: [
    { recipient: OWNER, role: "owner" },
    { recipient: OTHER, role: "owner" },
    { recipient: NEW, role: "operator" },
    { recipient: "third@utility.example", role: "operator" },
    { recipient: "fourth@utility.example", role: "operator" },
  ],
};

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  service = await startTestService({ registration: "open", desk: DESK });
  owner = await enrolledAdmin(service, OWNER);
});

const SIGN_IN = "/admin/sign-in/address";
const later = () => service.clock.advance(10_800);

describe("a first factor", () => {
  it("is not enrolled by who has the mailbox alone, nor by a code of another address", async () => {
    later();
    const thief = person(service);
    const page = await enterCode(service, thief, NEW);
    expect(page.text).toContain("Code from an owner");
    const shows = () => appOf(page.text).shows(service.clock.now());
    const ofOther = await enrolCode(service, OTHER);
    let last = page;
    for (const code of ["", "AAAAA-AAAAA-AAA", ofOther, "123456", ofOther]) {
      const typed = { "enrol-code": code, code: shows() };
      last = await fill(thief, last.text.includes("enrol-code") ? last : page, "/admin/sign-in/enrol", typed);
      expect(thief.cookies.has("latchkey-desk")).toBe(false);
    }
    // Five tries a sign-in, and then another one.
    expect([last.status, last.text.includes("Start again")]).toEqual([409, true]);
    // The other's code has not been used up by it.
    later();
    await expect(enrolledAdmin(service, OTHER)).resolves.toBeDefined();
  });

  it("takes its code once, and within the hour", async () => {
    later();
    const late = await enrolCode(service, NEW);
    service.clock.advance(3600);
    const user = person(service);
    const page = await enterCode(service, user, NEW);
    const app = appOf(page.text);
    const typed = (code: string) => ({ "enrol-code": code, code: app.shows(service.clock.now()) });
    expect((await fill(user, page, "/admin/sign-in/enrol", typed(late))).status).toBe(401);
    const code = await enrolCode(service, NEW);
    expect((await fill(user, page, "/admin/sign-in/enrol", typed(code))).text).toContain("backup codes");
    expect((await act(service, "admins-enrol", { recipient: NEW })).body.outcome).toBe("has-factors");
    // Anew, with the same code: what it was good for is gone.
    expect((await act(service, "admins-enrol", { recipient: NEW, anew: true })).body.outcome).toBe(
      "code-made",
    );
    expect((await user.open("/admin")).at).toBe(SIGN_IN);
    later();
    const again = person(service);
    const second = await enterCode(service, again, NEW);
    const used = { "enrol-code": code, code: appOf(second.text).shows(service.clock.now()) };
    expect((await fill(again, second, "/admin/sign-in/enrol", used)).status).toBe(401);
  });
});

describe("a code for a first factor", () => {
  it("is good no more once there is a newer one", async () => {
    later();
    const address = "third@utility.example";
    const [older, newer] = [await enrolCode(service, address), await enrolCode(service, address)];
    const user = person(service);
    const page = await enterCode(service, user, address);
    const app = appOf(page.text);
    const typed = (code: string) => ({ "enrol-code": code, code: app.shows(service.clock.now()) });
    expect((await fill(user, page, "/admin/sign-in/enrol", typed(older))).status).toBe(401);
    expect((await fill(user, page, "/admin/sign-in/enrol", typed(newer))).text).toContain("backup codes");
  });

  it("ends the sign-ins by what was enrolled, also where a try before it broke in between", async () => {
    later();
    const address = "fourth@utility.example";
    const { user } = await enrolledAdmin(service, address);
    expect((await user.open("/admin")).status).toBe(200);
    const { storage, keys, clock } = service.services;
    const secret = await keys.recipient();
    const at = deskSubject(secret, recipientKey(secret, { addressKind: "email", address }));
    // As the first try leaves it: what was enrolled is gone, and the sign-in is still there.
    const version = (await storage.factors.read(at, clock()))?.version ?? 0;
    expect(await storage.factors.clear(at, version, { by: "a-first-try", now: clock() })).toBe(true);
    expect((await user.open("/admin")).at).not.toBe(SIGN_IN);
    const again = await act(service, "admins-enrol", { recipient: address, anew: true });
    expect(again.body.outcome).toBe("code-made");
    expect((await user.open("/admin")).at).toBe(SIGN_IN);
  });
});

describe("a link in the place of a message", () => {
  const link = async (recipient: string) => {
    const { body } = await act(service, "open", { recipient });
    return new URL(String(body.link));
  };

  it("opens nothing any more once there is a newer one", async () => {
    const opened = async ({ pathname, search }: URL) => {
      const user = person(service);
      return (await fill(user, await user.open(pathname + search), "/admin/sign-in/open")).status;
    };
    const [older, newer] = [await link(OWNER), await link(OWNER)];
    expect([await opened(older), await opened(newer)]).toEqual([410, 200]);
  });

  it("opens nothing by itself, is used once, and replaces no factor", async () => {
    const { pathname, search } = await link(OWNER);
    const user = person(service);
    const page = await user.open(pathname + search);
    // Chat programs look at links.
    await user.open(pathname + search);
    const factor = await fill(user, page, "/admin/sign-in/open");
    expect([factor.at, factor.text.includes("Second factor")]).toEqual(["/admin/sign-in/factor", true]);
    expect(user.cookies.has("latchkey-desk")).toBe(false);
    const twice = person(service);
    const again = await fill(twice, await twice.open(pathname + search), "/admin/sign-in/open");
    expect([again.status, twice.cookies.size]).toEqual([410, 0]);
    await fill(user, factor, "/admin/sign-in/factor", { code: owner.shows() });
    expect((await user.open("/admin")).status).toBe(200);
  });

  it("is refused after its time, made up, for a stranger, and to who is no owner or asks for themselves", async () => {
    const { pathname, search } = await link(OWNER);
    service.clock.advance(600);
    const user = person(service);
    expect((await fill(user, await user.open(pathname + search), "/admin/sign-in/open")).status).toBe(410);
    for (const made of ["", "x", "A".repeat(43), `${search.slice(6, -1)}A`]) {
      const page = await user.open(`/admin/sign-in/open?link=${made}`);
      expect((await fill(user, page, "/admin/sign-in/open")).status).toBe(410);
    }
    expect((await act(service, "open", { recipient: "x@example.com" })).body.outcome).toBe("no-such-admin");
  });
});

describe("guesses at a second factor", () => {
  it("are five a sign-in, twenty in all, and then the right one is refused too until a backup code", async () => {
    let page = { at: "", text: "", status: 0 };
    for (let round = 0; round < 4; round++) {
      later();
      const user = person(service);
      let shown = await enterCode(service, user, OWNER);
      for (let guess = 0; guess < 5 && shown.text.includes('value="totp"'); guess++)
        shown = await fill(user, shown, "/admin/sign-in/factor", { code: "000000" });
      page = shown;
      expect(user.cookies.has("latchkey-desk")).toBe(false);
    }
    expect(page.text).toMatch(/too many wrong codes|Start again/);
    later();
    const user = person(service);
    const shown = await enterCode(service, user, OWNER);
    const right = await fill(user, shown, "/admin/sign-in/factor", { code: owner.shows() });
    expect([right.status, right.text.includes("too many wrong codes")]).toEqual([403, true]);
    const [, form = ""] = /<details[^]*?(<form[^]*?<\/form>)/.exec(right.text) ?? [];
    const backup = { ...fieldsOf(form, "/admin/sign-in/factor"), backup: owner.backupCodes[3] ?? "" };
    expect((await user.submit("/admin/sign-in/factor", backup)).at).toBe("/admin");
  });
});
