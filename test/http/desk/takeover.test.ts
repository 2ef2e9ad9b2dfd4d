import { beforeAll, describe, expect, it } from "@jest/globals";
import { signedIn } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, enterCode, fieldsOf, fill } from "../../support/desk-page.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const OTHER = "other@utility.example";
const DESK = {
  admins: [
    { recipient: OWNER, role: "owner" },
    { recipient: OTHER, role: "owner" },
    { recipient: "olga@utility.example", role: "operator" },
  ],
};

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  service = await startTestService({ registration: "open", liveChanges: "on", desk: DESK });
  owner = await enrolledAdmin(service, OWNER);
});

const SIGN_IN = "/admin/sign-in/address";
const cookieOf = (user: { cookies: Map<string, string> }) =>
  [...user.cookies].map((pair) => pair.join("=")).join("; ");
const opens = async (headers: Record<string, string>) =>
  (await service.get("/admin/today", headers)).status === 200;
const later = () => service.clock.advance(10_800);

/** Signed in anew. */
const ownerIn = async () => {
  later();
  const user = person(service);
  const page = await enterCode(service, user, OWNER);
  await fill(user, page, "/admin/sign-in/factor", { code: owner.shows() });
  return user;
};

describe("what an admin has elsewhere", () => {
  it("opens nothing: neither as a Bearer, nor as the desk's cookie, nor as its step", async () => {
    later();
    const { authorization } = await signedIn(service, OWNER);
    const { body } = await service.get("/otp/session", { authorization });
    const bare = authorization.replace("Bearer ", "");
    for (const value of [bare, body.accessToken as string])
      for (const headers of [
        { authorization: `Bearer ${value}` },
        { cookie: `latchkey-desk=${value}` },
        { cookie: `latchkey-session=${value}` },
        { cookie: `latchkey-desk=${value}; latchkey-session=${value}` },
      ])
        expect(await opens(headers)).toBe(false);
    const elsewhere = await service.get("/admin", { cookie: `latchkey-session=${bare}` });
    expect([elsewhere.status, elsewhere.body.type]).toEqual([404, "urn:latchkey:problem:not-found"]);
    expect((await service.get("/admin", { authorization: `Bearer ${bare}` })).status).toBe(404);
    const step = await service.get("/admin/sign-in/factor", { cookie: `latchkey-desk-step=${bare}` });
    expect(step.status).toBe(303);
  });

  it("is nothing that the desk gives: its cookie opens no session, and its purposes no other route", async () => {
    const user = await ownerIn();
    const desk = user.cookies.get("latchkey-desk") ?? "";
    for (const headers of [{ authorization: `Bearer ${desk}` }, { cookie: `latchkey-session=${desk}` }])
      expect((await service.get("/otp/session", headers)).status).toBe(401);
    for (const purpose of ["desk", "enrol", "open"]) {
      const asked = { recipient: "x@example.com", purpose };
      expect((await service.post("/otp/request", asked)).status).toBe(400);
      const key = { "x-api-key": "local-server-key" };
      expect((await service.post("/server/otp/request", asked, key)).status).toBe(400);
    }
  });

  it("is no challenge that /otp/verify knows: the step of a sign-in is none, by whatever name", async () => {
    later();
    const user = person(service);
    const first = await user.open(SIGN_IN);
    await fill(user, first, SIGN_IN, { recipient: OWNER });
    await service.settled();
    const challengeId = user.cookies.get("latchkey-desk-step") ?? "";
    const code = service.code(OWNER);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(404);
    expect((await service.post("/otp/status", { challengeId })).status).toBe(404);
    expect(await opens({ cookie: `latchkey-desk=${challengeId}` })).toBe(false);
  });
});

describe("a form of another site", () => {
  it("does nothing: its origin is refused before anything is read, for acts and for the sign-in alike", async () => {
    const user = await ownerIn();
    const page = await user.open("/admin/today");
    const token = fieldsOf(page.text, "/admin/sign-in/out");
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: service.url },
      {},
      { origin: "null" },
    ];
    for (const headers of foreign)
      for (const path of ["/admin/act/cancel", "/admin/sign-in/out", SIGN_IN, "/admin/today"]) {
        const sent = { ...token, customer: "a@example.com", recipient: OWNER };
        const { status, headers: answered } = await service.form(path, sent, {
          ...headers,
          cookie: cookieOf(user),
        });
        expect([status, answered.getSetCookie()]).toEqual([403, []]);
      }
    expect((await user.open("/admin")).status).toBe(200);
  });

  it("is refused where its token is missing, another sign-in's, or of the pages of the service", async () => {
    const theirs = await ownerIn();
    const mine = await ownerIn();
    const other = fieldsOf((await theirs.open("/admin/today")).text, "/admin/sign-in/out").form ?? "";
    const page = await person(service).open("/otp/request");
    const ofService = fieldsOf(page.text, "/otp/request").form ?? "";
    for (const form of ["", other, ofService, "0.AAAAAAAAAAAAAAAAAAAAAA"]) {
      const sent = { form, customer: "a@example.com", back: "today" };
      const { status, text } = await mine.submit("/admin/act/cancel", sent);
      expect([status, text.includes("made for another sign-in")]).toEqual([403, true]);
      expect((await mine.submit("/admin/sign-in/out", { form })).status).toBe(403);
    }
    expect((await mine.open("/admin")).status).toBe(200);
  });

  it("that waits for a sign-in is shown before it is sent, and what it is not is not kept", async () => {
    const user = await ownerIn();
    const held = Buffer.from(JSON.stringify({ act: "admins-enrol", back: "//evil.example", fields: {} }));
    const again = async (waits: Buffer) => {
      const page = await user.open("/admin/today");
      const { form = "" } = fieldsOf(page.text, "/admin/sign-in/out");
      const sent = { form, factor: "totp", code: owner.shows(), held: waits.toString("base64url") };
      return user.submit("/admin/sign-in/again", sent);
    };
    // An act that answers a secret is none of a form, and what is no JSON is no form.
    for (const waits of [held, Buffer.from("x"), Buffer.from("null"), Buffer.from('{"act":"x"}')])
      expect((await again(waits)).at).toBe("/admin");
    const fields = { customer: "<b>@example.com", form: "x", "act-id": "x", back: "x" };
    const shown = await again(Buffer.from(JSON.stringify({ act: "cancel", back: "//evil.example", fields })));
    expect(shown.text).toContain("<dd>&#60;b&#62;@example.com</dd>");
    const { back, form: token } = fieldsOf(shown.text, "/admin/act/cancel");
    expect([back, token === "x"]).toEqual(["today", false]);
    const done = await user.submit("/admin/act/cancel", {
      ...{ customer: "a@example.com", back: "//evil.example?x=1" },
      "act-id": fieldsOf(shown.text, "/admin/act/cancel")["act-id"] ?? "",
      ...{ form: fieldsOf(shown.text, "/admin/sign-in/out").form ?? "" },
    });
    expect(done.at).toMatch(/^\/admin\/today\?done=/);
  });
});

describe("who acts on admins by the pages", () => {
  const does = async (user: Awaited<ReturnType<typeof ownerIn>>, customer: string) => {
    const { text } = await user.open("/admin/today");
    const { form = "" } = fieldsOf(text, "/admin/sign-in/out");
    return user.submit("/admin/act/sessions-end", { form, customer, back: "today" });
  };

  it("does not on themselves, nor on who stands above", async () => {
    const user = await ownerIn();
    const own = await does(user, OWNER);
    expect([own.status, own.text.includes("Nobody does this to themselves")]).toEqual([403, true]);
    later();
    const operator = await enrolledAdmin(service, "olga@utility.example");
    const above = await does(operator.user, OTHER);
    expect([above.status, above.text.includes("your role is not enough")]).toEqual([403, true]);
    expect((await operator.user.open("/admin/audit")).status).toBe(404);
    expect((await does(user, "a@example.com")).text).toContain("Is it still you?");
  });

  it("leave nothing of their address once they are forgotten, what is enrolled for the desk included", async () => {
    const kept = async () => (await service.get("/_local/items")).text.includes("olga@utility.example");
    expect(await kept()).toBe(true);
    await act(service, "forget", { customer: "olga@utility.example" });
    await service.settled();
    expect(await kept()).toBe(false);
  });

  it("is out at the next request once they are suspended, and is sent no code", async () => {
    const user = await ownerIn();
    const place = { path: "admins.suspended", entry: OWNER };
    const set = { edits: [{ ...place, value: true }], base: 0, reason: "left" };
    const suspended = await act(service, "settings-set", set);
    expect([suspended.status, suspended.text]).toEqual([200, expect.anything()]);
    // What is changed live is read anew after half a minute.
    service.clock.advance(31);
    expect((await user.open("/admin")).at).toBe(SIGN_IN);
    const sent = service.inbox.list(OWNER).length;
    await fill(user, await user.open(SIGN_IN), SIGN_IN, { recipient: OWNER });
    await service.settled();
    expect(service.inbox.list(OWNER)).toHaveLength(sent);
    const back = { places: [place], base: 1, reason: "is back" };
    expect((await act(service, "settings-remove", back)).text).toContain("changed");
    service.clock.advance(31);
  });
});

describe("a cookie of the desk", () => {
  it("opens nothing once its admin's sessions are ended by another", async () => {
    const user = await ownerIn();
    expect(await opens({ cookie: cookieOf(user) })).toBe(true);
    await act(service, "admins-enrol", { recipient: OWNER });
    expect(await opens({ cookie: cookieOf(user) })).toBe(true);
    await act(service, "sessions-end", { customer: OWNER });
    expect(await opens({ cookie: cookieOf(user) })).toBe(false);
  });

  it("is believed as it was made: not cut, not longer, not with another's key", async () => {
    const user = await ownerIn();
    const desk = user.cookies.get("latchkey-desk") ?? "";
    const flipped = (desk.startsWith("A") ? "B" : "A") + desk.slice(1);
    for (const made of [desk.slice(0, -1), `${desk}A`, flipped, "", "e30", desk.toUpperCase()])
      expect(await opens({ cookie: `latchkey-desk=${made}` })).toBe(false);
    expect(await opens({ cookie: `latchkey-desk=${desk}` })).toBe(true);
  });

  it("is not one that was there before the sign-in: no step becomes it, and a thief's step is no step further", async () => {
    later();
    const thief = person(service);
    await fill(thief, await thief.open(SIGN_IN), SIGN_IN, { recipient: OWNER });
    await service.settled();
    const planted = thief.cookies.get("latchkey-desk-step") ?? "";
    const victim = person(service);
    victim.cookies.set("latchkey-desk-step", planted);
    const code = await victim.open("/admin/sign-in/code");
    const factor = await fill(victim, code, "/admin/sign-in/code", { code: service.code(OWNER) });
    expect((await thief.open("/admin/sign-in/factor")).at).toBe(SIGN_IN);
    await fill(victim, factor, "/admin/sign-in/factor", { code: owner.shows() });
    expect((await victim.open("/admin")).status).toBe(200);
    expect(await opens({ cookie: `latchkey-desk=${planted}; latchkey-desk-step=${planted}` })).toBe(false);
  });
});

describe("every page of the desk", () => {
  it("is kept nowhere, shown in no frame, and says nothing to other sites", async () => {
    const user = await ownerIn();
    expect((await user.open("/admin/today")).status).toBe(200);
    for (const path of ["/admin", "/admin/today", "/admin/nothing", SIGN_IN, "/admin/sign-in/open?link=x"]) {
      const { headers } = await service.get(path, { cookie: cookieOf(user) });
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});
