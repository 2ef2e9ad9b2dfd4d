import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, enterCode, fieldsOf, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const OTHER = "other@utility.example";
const DAY = 86_400;
const KNOWN = "latchkey-desk-known";
/** Another network than the one in which admins and users of this test have signed in. */
const ELSEWHERE = { "x-forwarded-for": "198.51.100.7" };

let service: TestService;
let owner: DeskUser;
let other: DeskUser;
beforeAll(async () => {
  service = await startTestService({
    proxy: { networks: ["127.0.0.0/8", "::1/128"] },
    limits: { recipientPerHour: 2, recipientPerDay: 2 },
    desk: {
      admins: [
        { recipient: OWNER, role: "owner" },
        { recipient: OTHER, role: "owner" },
      ],
    },
  });
  owner = await enrolledAdmin(service, OWNER);
  other = await enrolledAdmin(service, OTHER);
  await service.settled();
});

const ADDRESS = "/admin/sign-in/address";
const asks = async (user: Person, recipient = OWNER) => {
  const page = await user.open(ADDRESS);
  return fill(user, page, ADDRESS, { recipient });
};
/** A browser of its own with the cookies of another one that say by what it is known. */
const browserOf = (from: Person, at: Record<string, string> = ELSEWHERE) => {
  const browser = person(service, at);
  browser.cookies.set(KNOWN, from.cookies.get(KNOWN) ?? "");
  return browser;
};
/** Strangers ask for codes of an address until it is sent no more that day. */
const useUp = async (recipient: string) => {
  service.clock.advance(DAY);
  for (let times = 0; times < 2; times += 1) {
    expect((await service.post("/otp/request", { recipient }, ELSEWHERE)).status).toBe(202);
    service.clock.advance(60);
  }
  await service.settled();
};
const signedIn = async (user: Person) => {
  const { at } = await user.open("/admin");
  return at === "/admin";
};

describe("a browser in which an admin has signed in to the desk", () => {
  it("gets a code also where strangers have used up what the address may ask for", async () => {
    await useUp(OWNER);
    const stranger = await asks(person(service, ELSEWHERE));
    expect(stranger.status).toBe(429);
    // Who signs in makes a network known: another one, so that no other test goes by it.
    const known = browserOf(owner.user, { "x-forwarded-for": "203.0.113.9" });
    const page = await enterCode(service, known, OWNER);
    expect(page.at).toBe("/admin/sign-in/factor");
    const desk = await fill(known, page, "/admin/sign-in/factor", { code: owner.shows() });
    expect(desk.at).toBe("/admin");
    // It stays known by what it has.
    expect(known.cookies.get(KNOWN)).toBe(owner.user.cookies.get(KNOWN));
  });

  it("is known to the desk alone, and by what the desk gave alone", async () => {
    await useUp(OTHER);
    const deviceToken = other.user.cookies.get(KNOWN) ?? "";
    expect((await service.post("/otp/request", { recipient: OTHER, deviceToken }, ELSEWHERE)).status).toBe(
      429,
    );
    const renamed = person(service, ELSEWHERE);
    renamed.cookies.set("latchkey-known", deviceToken);
    expect((await asks(renamed, OTHER)).status).toBe(429);
    const [customer] = await customerOf(OTHER);
    const theirs = person(service, ELSEWHERE);
    theirs.cookies.set(KNOWN, customer.deviceToken);
    expect((await asks(theirs, OTHER)).status).toBe(429);
  });

  it("is not locked by a thief of the mailbox who guesses at the authenticator", async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      service.clock.advance(DAY);
      const thief = person(service);
      let page = await enterCode(service, thief, OTHER);
      for (let guess = 0; guess < 4; guess += 1)
        page = await fill(thief, page, "/admin/sign-in/factor", { code: "000000" });
    }
    service.clock.advance(DAY);
    const stranger = person(service);
    const refused = await fill(stranger, await enterCode(service, stranger, OTHER), "/admin/sign-in/factor", {
      code: other.shows(),
    });
    expect([refused.status, refused.text.includes("too many wrong codes")]).toEqual([403, true]);
    service.clock.advance(DAY);
    const known = browserOf(other.user);
    const page = await enterCode(service, known, OTHER);
    const desk = await fill(known, page, "/admin/sign-in/factor", { code: other.shows() });
    expect(desk.at).toBe("/admin");
  });

  it("is shown the way in where its admin is signed in as a user, too; any other such browser is told of nothing", async () => {
    service.clock.advance(DAY);
    const both = browserOf(owner.user, {});
    await both.signIn(OWNER);
    expect((await both.open("/admin")).at).toBe(ADDRESS);
    const user = person(service);
    user.cookies.set("latchkey-session", both.cookies.get("latchkey-session") ?? "");
    expect((await user.open("/admin")).status).toBe(404);
    // Here, too, the desk is opened by its own sign-in.
    service.clock.advance(60);
    const page = await enterCode(service, both, OWNER);
    const desk = await fill(both, page, "/admin/sign-in/factor", { code: owner.shows() });
    expect([desk.at, await signedIn(both)]).toEqual(["/admin", true]);
    const searched = await both.open("/admin/person?customer=nobody%40example.com");
    expect([searched.status, searched.text.includes("nobody@example.com")]).toEqual([200, false]);
  });

  it("says so in a cookie that no other site brings along, for 180 days", async () => {
    service.clock.advance(DAY);
    const user = person(service);
    const page = await enterCode(service, user, OWNER);
    const sent = { ...fieldsOf(page.text, "/admin/sign-in/factor"), code: owner.shows() };
    const cookie = [...user.cookies].map((pair) => pair.join("=")).join("; ");
    const { headers } = await service.form("/admin/sign-in/factor", sent, { cookie, origin: service.url });
    const known = headers.getSetCookie().find((line) => line.startsWith(KNOWN));
    expect(known).toMatch(
      /^latchkey-desk-known=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=15552000$/,
    );
  });
});

/** Signs in as a user who has the address of an admin. */
async function customerOf(recipient: string) {
  service.clock.advance(DAY);
  const challenge = await service.challenge(recipient);
  const { body } = await service.post("/otp/verify", { ...challenge, remember: true });
  await service.settled();
  const { sessionToken = "", deviceToken = "" } = body as Record<string, string>;
  await useUp(recipient);
  return [{ deviceToken, authorization: `Bearer ${sessionToken}` }] as const;
}

const fresh = async (admin: DeskUser) => {
  service.clock.advance(DAY);
  const user = browserOf(admin.user, {});
  const page = await enterCode(service, user, admin.recipient);
  await fill(user, page, "/admin/sign-in/factor", { code: admin.shows() });
  await service.settled();
  return user;
};
const userSession = async (recipient: string) => {
  service.clock.advance(60);
  const challenge = await service.challenge(recipient);
  const { body } = await service.post("/otp/verify", challenge);
  await service.settled();
  return { authorization: `Bearer ${String(body.sessionToken)}` };
};

describe("an address with a session of a user and one of the desk", () => {
  it("has each ended by its own sign-out alone, also by the one everywhere", async () => {
    const desk = await fresh(owner);
    const user = await userSession(OWNER);
    expect((await service.post("/otp/logout", { all: true }, user)).status).toBe(204);
    await service.settled();
    expect((await service.get("/otp/session", user)).status).toBe(401);
    expect(await signedIn(desk)).toBe(true);
    const again = await userSession(OWNER);
    await fill(desk, await desk.open("/admin"), "/admin/sign-in/out");
    await service.settled();
    expect(await signedIn(desk)).toBe(false);
    expect((await service.get("/otp/session", again)).status).toBe(200);
    // Nor does the sign-out everywhere make the desk's browser unknown.
    await useUp(OWNER);
    expect((await asks(browserOf(owner.user))).at).toBe("/admin/sign-in/code");
  });

  it("keeps the codes for the desk that wait, the one-time code of an owner among them", async () => {
    await service.settled();
    const { body } = await act(service, "open", { recipient: OWNER });
    service.clock.advance(60);
    const user = await userSession(OWNER);
    await service.post("/otp/logout", { all: true }, user);
    const opens = person(service);
    const path = new URL(String(body.link)).pathname + new URL(String(body.link)).search;
    const page = await fill(opens, await opens.open(path), "/admin/sign-in/open");
    expect(page.at).toBe("/admin/sign-in/factor");
  });

  it("has both ended by another admin's act, and the browser is unknown to the desk by then", async () => {
    const desk = await fresh(owner);
    const user = await userSession(OWNER);
    const { body } = await act(service, "sessions-end", { customer: OWNER });
    expect(body.outcome).toBe("sessions-ended");
    await service.settled();
    expect((await service.get("/otp/session", user)).status).toBe(401);
    expect(await signedIn(desk)).toBe(false);
    await useUp(OWNER);
    expect((await asks(browserOf(owner.user))).status).toBe(429);
  });
});
