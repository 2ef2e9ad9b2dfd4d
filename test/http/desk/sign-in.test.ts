import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, enterCode, fieldsOf, fill } from "../../support/desk-page.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const OPERATOR = "olga@utility.example";
const DESK = {
  admins: [
    { recipient: OWNER, role: "owner" },
    { recipient: OPERATOR, role: "operator" },
  ],
};

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  service = await startTestService({ registration: "registered", desk: DESK });
  owner = await enrolledAdmin(service, OWNER);
});

/** Signs in anew, up to the page of the second factor. */
const upToFactor = async (user = person(service)) => {
  // So often, nobody's ledger refuses.
  service.clock.advance(10_800);
  return { user, page: await enterCode(service, user, OWNER) };
};

describe("a sign-in to the desk", () => {
  it("takes a code and then a factor, although the stage asks its users for none", async () => {
    const { user, page } = await upToFactor();
    expect(page.at).toBe("/admin/sign-in/factor");
    expect((await user.open("/admin")).at).toBe("/admin/sign-in/address");
    const wrong = await fill(user, page, "/admin/sign-in/factor", { code: "000000" });
    expect([wrong.status, wrong.text.includes("Attempts left: 4")]).toEqual([401, true]);
    const desk = await fill(user, wrong, "/admin/sign-in/factor", { code: owner.shows() });
    expect([desk.status, desk.at]).toEqual([200, "/admin"]);
    expect(desk.text).toContain("o***@utility.example</bdi>, owner");
  });

  it("takes a backup code in the authenticator's place, once", async () => {
    const [backup = ""] = owner.backupCodes;
    const use = async () => {
      const { user, page } = await upToFactor();
      const [, form = ""] = /<details[^]*?(<form[^]*?<\/form>)/.exec(page.text) ?? [];
      const fields = { ...fieldsOf(form, "/admin/sign-in/factor"), backup };
      return user.submit("/admin/sign-in/factor", fields);
    };
    expect((await use()).at).toBe("/admin");
    expect((await use()).status).toBe(401);
  });

  it("sets a cookie of its own that no other site's link brings along, for eight hours", async () => {
    const { user, page } = await upToFactor();
    const sent = { ...fieldsOf(page.text, "/admin/sign-in/factor"), code: owner.shows() };
    const cookie = [...user.cookies].map((pair) => pair.join("=")).join("; ");
    const { headers } = await service.form("/admin/sign-in/factor", sent, { cookie, origin: service.url });
    const [desk] = headers.getSetCookie();
    expect(desk).toMatch(/^latchkey-desk=[\w-]{70,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/);
    const mine = { cookie: desk?.split(";")[0] ?? "" };
    service.clock.advance(28_790);
    expect((await service.get("/admin", mine)).status).toBe(200);
    service.clock.advance(10);
    expect((await service.get("/admin", mine)).headers.get("location")).toBe("/admin/sign-in/address");
  });

  it("ends at the way out: a copy of the cookie opens nothing any more", async () => {
    const { user, page } = await upToFactor();
    const desk = await fill(user, page, "/admin/sign-in/factor", { code: owner.shows() });
    const copy = `latchkey-desk=${user.cookies.get("latchkey-desk") ?? ""}`;
    expect((await service.get("/admin", { cookie: copy })).status).toBe(200);
    const out = await fill(user, desk, "/admin/sign-in/out");
    expect([out.at, user.cookies.has("latchkey-desk")]).toEqual(["/admin/sign-in/address", false]);
    expect((await service.get("/admin", { cookie: copy })).status).toBe(303);
  });
});

describe("an act half an hour after the factor", () => {
  it("asks for a factor anew, keeps the filled form meanwhile, and does nothing before it is sent again", async () => {
    const { user, page } = await upToFactor();
    const desk = await fill(user, page, "/admin/sign-in/factor", { code: owner.shows() });
    const old = user.cookies.get("latchkey-desk") ?? "";
    const [, token = ""] = /name="form" value="([^"]+)"/.exec(desk.text) ?? [];
    service.clock.advance(1800);
    const filled = { form: token, "act-id": id(), back: "today", customer: "anna@example.com" };
    const again = await user.submit("/admin/act/cancel", filled);
    expect([again.status, again.text.includes("Is it still you?")]).toEqual([403, true]);
    const held = await fill(user, again, "/admin/sign-in/again", { code: owner.shows() });
    expect(held.text).toContain("anna@example.com");
    expect(held.text).toContain("Cancels the codes of a person that wait to be typed");
    const before = await canceled();
    const done = await fill(user, held, "/admin/act/cancel");
    expect(done.text).toContain("open codes are canceled");
    expect(await canceled()).toBe(before + 1);
    // Who had a copy of the cookie has proved no factor.
    expect((await service.get("/admin", { cookie: `latchkey-desk=${old}` })).status).toBe(303);
  });

  it("keeps it through a whole sign-in, where that one is over", async () => {
    const { user, page } = await upToFactor();
    const desk = await fill(user, page, "/admin/sign-in/factor", { code: owner.shows() });
    const [, token = ""] = /name="form" value="([^"]+)"/.exec(desk.text) ?? [];
    service.clock.advance(28_800);
    const filled = { form: token, "act-id": id(), back: "today", customer: "held@example.com" };
    const address = await user.submit("/admin/act/cancel", filled);
    expect([address.status, address.text.includes("waits for you")]).toEqual([403, true]);
    const code = await fill(user, address, "/admin/sign-in/address", { recipient: OWNER });
    await service.settled();
    const factor = await fill(user, code, "/admin/sign-in/code", { code: service.code(OWNER) });
    const held = await fill(user, factor, "/admin/sign-in/factor", { code: owner.shows() });
    expect(held.text).toContain("held@example.com");
    expect((await fill(user, held, "/admin/act/cancel")).text).toContain("open codes are canceled");
  });

  const id = () => newActId(randomBytes, service.clock.now());
  const canceled = async () => {
    const { body } = await act(service, "audit-list", {});
    return (body.acts as { act: string }[]).filter((one) => one.act === "cancel").length;
  };
});

describe("the form that asks who it is", () => {
  it("answers an admin and a stranger alike: status, headers, length, and what it does", async () => {
    const asks = async (recipient: string) => {
      service.clock.advance(60);
      const page = await service.get("/admin/sign-in/address");
      const fields = { ...fieldsOf(page.text, "/admin/sign-in/address"), recipient };
      const answer = await service.form("/admin/sign-in/address", fields, { origin: service.url });
      const step = answer.headers.getSetCookie().join(" ");
      const cookie = step.split(";")[0] ?? "";
      const next = await service.get("/admin/sign-in/code", { cookie });
      const sent = { ...fieldsOf(next.text, "/admin/sign-in/code"), code: "000000" };
      const wrong = await service.form("/admin/sign-in/code", sent, { cookie, origin: service.url });
      return [answer, next, wrong].map(({ status, headers, text }) => [
        status,
        [...headers].filter(([name]) => name !== "date").map(([name, value]) => [name, sized(value)]),
        text.length,
      ]);
    };
    const stranger = await asks("nobody0@utility.example");
    expect(await asks(OPERATOR)).toEqual(stranger);
    await service.settled();
    expect(service.inbox.list("nobody0@utility.example")).toEqual([]);
    expect(service.inbox.list(OPERATOR)).toHaveLength(1);
  });
});

/** What differs each time by chance, as long as it is. */
const sized = (value: string) => value.replaceAll(/[\w-]{40,}/g, (text) => `<${text.length}>`);
