import { beforeAll, describe, expect, it } from "@jest/globals";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { accountOf, anAddress, bearer, problemOf } from "../../support/account-user.ts";
import { ALL_CLIENTS, STAYING } from "../../support/app.ts";
import { aTotp } from "../../support/factors.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { raised } from "../../support/raised.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

const ACCOUNT = "/otp/account";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ account: "on", secondFactor: "optional", ...ALL_CLIENTS });
});

const { signIn } = accountOf(() => service);

interface Shown {
  readonly contacts: string[];
  readonly sessions: readonly { id: string; current: boolean; askedFrom?: string; app?: string }[];
  readonly apps: readonly { clientId: string; name: string; scopes: string[]; since: string }[];
  readonly recentSignIns: readonly object[];
  readonly factors?: object;
  readonly warnings: string[];
  readonly more: boolean;
}

const seen = async (headers: Record<string, string>, on = service) =>
  (await on.get(ACCOUNT, headers)).body as unknown as Shown;
const end = (body: object, headers: Record<string, string>, on = service) =>
  on.post(`${ACCOUNT}/sessions/end`, body, headers);
const endApp = (clientId: string, headers: Record<string, string>, on = service) =>
  on.post(`${ACCOUNT}/grants/end`, { clientId }, headers);
const isSignedIn = async (headers: Record<string, string>, on = service) =>
  (await on.get("/otp/session", headers)).status === 200;
const tokenOf = ({ cookies }: Person) => bearer(cookies.get("latchkey-session"));
const recipientOf = async (on: TestService, address: string) =>
  recipientKey(await on.services.keys.recipient(), { addressKind: "email", address });
const othersOf = async (headers: Record<string, string>, on = service) =>
  (await seen(headers, on)).sessions.filter(({ current }) => !current);

/** Has a user enrol without a slow hash. */
async function enrolled(address: string, apps: number, codes: number) {
  const { storage, keys } = service.services;
  const now = service.clock.now();
  const { challenges } = await storage.challenges.list(await recipientOf(service, address));
  const subject = challenges[0]?.subject ?? "";
  const at = subjectKey(await keys.recipient(), subject);
  const totps = Array.from({ length: apps }, () => aTotp());
  const made = Array.from(
    { length: codes },
    (_, index) => [String(index), { salt: "s", hash: `h${index}` }] as const,
  );
  for (const [version, addTotp] of totps.entries()) {
    const first = version === 0 && ({ twoSteps: "on", codes: Object.fromEntries(made) } as const);
    await storage.factors.change(at, { subject, version, addTotp, ...first }, { by: `e${version}`, now });
  }
  return { at, ids: totps.map(({ id }) => id) };
}

/** Has a factor be proved in a browser's session. */
async function raiseIn({ cookies }: Person): Promise<void> {
  cookies.set("latchkey-session", await raised(service, cookies.get("latchkey-session")));
}

describe("a user who looks at their account", () => {
  it("sees what is signed in, which apps have access, contacts, sign-ins, factors and warnings", async () => {
    const address = anAddress();
    const app = await signInToStay(service, address, { scope: "openid email offline_access" });
    service.clock.advance(31);
    const { body: asked } = await service.post(
      "/otp/request",
      { recipient: address },
      { "user-agent": FIREFOX },
    );
    await service.settled();
    const code = service.code(address);
    const { body } = await service.post("/otp/verify", { challengeId: asked.challengeId, code });
    const own = bearer(body.sessionToken);
    const account = await seen(own);
    const from = { by: "code", channel: "email", recipient: `a***@example.com` };
    const instants = { signedInAt: expect.any(String), expiresAt: expect.any(String) };
    expect(account).toEqual({
      contacts: ["a***@example.com"],
      sessions: [
        { id: expect.any(String), current: true, ...from, askedFrom: "Firefox on Windows", ...instants },
        { id: expect.any(String), current: false, ...from, ...instants },
      ],
      apps: [
        {
          ...{ clientId: STAYING.id, name: STAYING.name, since: expect.any(String) },
          scopes: ["openid", "email", "offline_access"],
        },
      ],
      recentSignIns: [
        { ...from, askedFrom: "Firefox on Windows", signedInAt: instants.signedInAt },
        { ...from, signedInAt: instants.signedInAt },
      ],
      factors: {
        ...{ twoSteps: false, authenticators: [], passkeys: [], backupCodesLeft: 0, mayChange: true },
      },
      warnings: ["two-steps-off"],
      more: false,
    });
    // The same each time, for each who asks, and no name that a token or the table has.
    const [, other] = account.sessions;
    expect((await seen(tokenOf(app.user))).sessions[0]?.id).toBe(other?.id);
    const { text: items } = await service.get(`/_local/items?recipient=${address}`);
    for (const { id } of account.sessions) {
      expect(items).not.toContain(id);
      expect(JSON.stringify(app.first.body)).not.toContain(id);
      expect((await service.get("/otp/session", bearer(id))).status).toBe(401);
    }
  });

  it("is warned of few backup codes and of guesses that locked the authenticators", async () => {
    const { body, address } = await signIn();
    const { at, ids } = await enrolled(address, 2, 3);
    const headers = bearer(await raised(service, body.sessionToken));
    expect((await seen(headers)).warnings).toEqual([]);
    const { storage } = service.services;
    const now = service.clock.now();
    const hashes = Object.entries((await storage.factors.read(at, service.clock.now()))?.codes ?? {});
    const [number = "", { hash = "" } = {}] = hashes[0] ?? [];
    const proven = { guesser: "strangers", ownFailures: 0, lanes: [], number, hash } as const;
    await storage.factors.proveBackupCode(at, proven, { by: "used", now });
    for (let guess = 0; guess < 20; guess++)
      await storage.factors.countWrong(at, "strangers", { by: `g${guess}`, now });
    const account = await seen(headers);
    expect(account.warnings).toEqual(["few-backup-codes", "authenticators-locked"]);
    expect(account.factors).toMatchObject({
      ...{ twoSteps: true, backupCodesLeft: 2, mayChange: true },
      authenticators: ids.map((id) => ({ id })),
    });
    service.clock.advance(600);
    expect((await seen(headers)).factors).toMatchObject({ mayChange: false });
  });

  it("is shown nothing by an access token, nor without a session", async () => {
    const { body, headers } = await signIn();
    const [own] = (await seen(headers)).sessions;
    for (const wrong of [bearer(body.token), {}] as Record<string, string>[]) {
      expect(problemOf(await service.get(ACCOUNT, wrong))).toEqual([401, "no-session"]);
      expect(problemOf(await end({ id: own?.id }, wrong))).toEqual([401, "no-session"]);
      expect(problemOf(await end({ others: true }, wrong))).toEqual([401, "no-session"]);
      expect(problemOf(await endApp(STAYING.id, wrong))).toEqual([401, "no-session"]);
    }
    expect(await isSignedIn(headers)).toBe(true);
  });
});

describe("a user who ends something", () => {
  it("ends one session and what its app was granted, and no other", async () => {
    const address = anAddress();
    const thief = await signInToStay(service, address, { scope: "openid offline_access" });
    const third = await signIn(address);
    const own = await signIn(address);
    const [, , theirs] = (await seen(own.headers)).sessions;
    expect((await end({ id: theirs?.id }, own.headers)).status).toBe(204);
    expect(await isSignedIn(tokenOf(thief.user))).toBe(false);
    expect((await thief.refresh()).body.error).toBe("invalid_grant");
    expect(await isSignedIn(third.headers)).toBe(true);
    const account = await seen(own.headers);
    expect([account.sessions.length, account.apps, account.recentSignIns.length]).toEqual([2, [], 3]);
    // Ended in another tab meanwhile.
    expect(problemOf(await end({ id: theirs?.id }, own.headers))).toEqual([404, "not-found"]);
  });

  it("ends all others, and stays", async () => {
    const address = anAddress();
    const others = [await signIn(address), await signIn(address)];
    const own = await signIn(address);
    expect((await end({ others: true }, own.headers)).status).toBe(204);
    for (const { headers } of others) expect(await isSignedIn(headers)).toBe(false);
    expect(await isSignedIn(own.headers)).toBe(true);
    expect((await end({ others: true }, own.headers)).status).toBe(204);
  });

  it("ends what an app was granted, which a sign-out would leave, and keeps the session", async () => {
    const app = await signInToStay(service, anAddress(), { scope: "openid offline_access" });
    const own = tokenOf(app.user);
    expect((await endApp(STAYING.id, own)).status).toBe(204);
    expect((await app.refresh()).body.error).toBe("invalid_grant");
    expect(await isSignedIn(own)).toBe(true);
    expect((await seen(own)).apps).toEqual([]);
    expect(problemOf(await endApp(STAYING.id, own))).toEqual([404, "not-found"]);
  });

  it("ends nothing of another user, whose ids name nothing here", async () => {
    const app = await signInToStay(service, anAddress(), { scope: "openid offline_access" });
    const [victim] = (await seen(tokenOf(app.user))).sessions;
    const attacker = await signIn();
    expect(problemOf(await end({ id: victim?.id }, attacker.headers))).toEqual([404, "not-found"]);
    expect(problemOf(await endApp(STAYING.id, attacker.headers))).toEqual([404, "not-found"]);
    expect((await end({ others: true }, attacker.headers)).status).toBe(204);
    expect(await isSignedIn(tokenOf(app.user))).toBe(true);
    expect((await app.refresh()).status).toBe(200);
  });

  it("names either one session or all others, and an app by its id", async () => {
    const { headers } = await signIn();
    const id = "A".repeat(22);
    for (const body of [{}, { id, others: true }, { others: false }, { id: "short" }, { id, more: 1 }])
      expect(problemOf(await end(body, headers))).toEqual([400, "invalid-request"]);
    expect(problemOf(await endApp("a b", headers))).toEqual([400, "invalid-request"]);
  });

  it("leaves a line of it, with the contact's pseudonym alone", async () => {
    const from = service.observed.length;
    const { headers, address } = await signIn();
    await end({ others: true }, headers);
    const line = service.observed.slice(from).find(({ event }) => event === "end-sessions");
    expect(line?.fields).toEqual({
      outcome: "ended",
      recipient: await recipientOf(service, address),
      count: 0,
    });
  });
});

describe("a browser without scripts", () => {
  it("is sent to sign in and back, ends another session, then its own", async () => {
    const address = anAddress();
    const browser = person(service);
    const first = await browser.open(ACCOUNT);
    expect([first.status, first.text]).toEqual([
      401,
      expect.stringContaining('href="/otp/request?resume=-account"'),
    ]);
    const signedIn = await browser.signIn(address, await browser.open("/otp/request?resume=-account"));
    expect([signedIn.status, signedIn.at]).toEqual([200, ACCOUNT]);
    const other = await signIn(address);
    const page = await browser.open(ACCOUNT);
    const [own, others] = (await seen(tokenOf(browser))).sessions;
    const form = hiddenOf(page).form ?? "";
    const ended = await browser.submit(`${ACCOUNT}/sessions/end`, { form, id: others?.id ?? "" });
    expect([ended.status, ended.at]).toEqual([200, ACCOUNT]);
    expect(ended.text).toContain("You are signed out there.");
    expect(await isSignedIn(other.headers)).toBe(false);
    const again = await browser.submit(`${ACCOUNT}/sessions/end`, { form, id: others?.id ?? "" });
    expect(again.text).toContain("That was ended or removed already.");
    const out = await browser.submit(`${ACCOUNT}/sessions/end`, { form, id: own?.id ?? "" });
    expect([out.at, out.text]).toEqual([
      "/otp/session?signed=out",
      expect.stringContaining("You are signed out"),
    ]);
    expect(browser.cookies.has("latchkey-session")).toBe(false);
  });

  it("removes an authenticator by its form, and is told where that needs a fresh proof", async () => {
    const [browser, address] = [person(service), anAddress()];
    await browser.signIn(address, await browser.open("/otp/request?resume=-account"));
    const [first = "", second = ""] = (await enrolled(address, 2, 3)).ids;
    await raiseIn(browser);
    const page = await browser.open(ACCOUNT);
    expect(page.text).toContain('action="/otp/account/factors/totp/remove"');
    const form = hiddenOf(page).form ?? "";
    const remove = (id: string) => browser.submit(`${ACCOUNT}/factors/totp/remove`, { form, id });
    expect((await remove(first)).text).toContain("The authenticator was removed");
    service.clock.advance(600);
    const late = await remove(second);
    expect([late.at, late.text]).toEqual([ACCOUNT, expect.stringContaining("To change this, first confirm")]);
    expect(late.text).not.toContain("totp/remove");
    const { factors } = await seen(tokenOf(browser));
    expect(factors).toMatchObject({ authenticators: [{ id: second }] });
  });

  it("makes new backup codes by its form, on a page that shows them this once", async () => {
    const [browser, address] = [person(service), anAddress()];
    await browser.signIn(address, await browser.open("/otp/request?resume=-account"));
    await enrolled(address, 1, 2);
    await raiseIn(browser);
    const form = hiddenOf(await browser.open(ACCOUNT)).form ?? "";
    const renew = () => browser.submit(`${ACCOUNT}/factors/backup-codes`, { form });
    const made = await renew();
    expect([made.status, made.text.match(/<li><bdi/g)]).toEqual([200, Array(10).fill("<li><bdi")]);
    expect(made.text).toContain(`href="${ACCOUNT}"`);
    expect(await seen(tokenOf(browser))).toMatchObject({ factors: { backupCodesLeft: 10 } });
    service.clock.advance(600);
    expect((await renew()).text).toContain("To change this, first confirm");
  });

  it("does nothing for a page of another site, nor for a form without its token", async () => {
    const address = anAddress();
    const other = await signIn(address);
    const { body } = await signIn(address);
    const cookie = `latchkey-session=${String(body.sessionToken)}`;
    const paths = {
      [`${ACCOUNT}/sessions/end`]: { others: true },
      [`${ACCOUNT}/grants/end`]: { clientId: "x" },
    };
    for (const [path, json] of Object.entries(paths))
      for (const site of ["cross-site", "same-site", "none"]) {
        const headers = { cookie, "sec-fetch-site": site };
        expect(problemOf(await service.post(path, json, headers))).toEqual([403, "forbidden-origin"]);
        expect((await service.form(path, { others: "true" }, headers)).status).toBe(403);
      }
    const own = { cookie, "sec-fetch-site": "same-origin" };
    expect((await service.form(`${ACCOUNT}/sessions/end`, { others: "true" }, own)).status).toBe(303);
    expect(await isSignedIn(other.headers)).toBe(true);
  });
});

describe("where customers are known", () => {
  let registered: TestService;
  beforeAll(async () => {
    registered = await startTestService({ account: "on", registration: "registered" });
  });
  const known = accountOf(() => registered);
  const register = (recipient: string, customerId: string) =>
    registered.post("/_local/customers", { recipient, customerId });

  it("all contacts' sessions are seen and ended, and each contact is masked", async () => {
    const [mail, phone] = [anAddress(), "+14155550123"];
    for (const contact of [mail, phone]) await register(contact, "c-1");
    const own = await known.signIn(mail);
    const other = await known.signIn(phone);
    const account = await seen(own.headers, registered);
    expect(account.contacts).toEqual(["a***@example.com", "+*********23"]);
    expect(account).not.toHaveProperty("factors");
    expect(account.warnings).toEqual([]);
    const [theirs] = await othersOf(own.headers, registered);
    expect((await end({ id: theirs?.id }, own.headers, registered)).status).toBe(204);
    expect(await isSignedIn(other.headers, registered)).toBe(false);
    const again = await known.signIn(phone);
    expect((await end({ others: true }, own.headers, registered)).status).toBe(204);
    expect(await isSignedIn(again.headers, registered)).toBe(false);
  });

  it("a contact that became another customer's shows neither what the other has, and is let in to neither", async () => {
    const [moved, kept] = [anAddress(), anAddress()];
    for (const contact of [moved, kept]) await register(contact, "c-2");
    const before = await known.signIn(moved);
    const own = await known.signIn(kept);
    // Another hand than the service's, which would have ended what was there.
    const { storage } = registered.services;
    const key = await recipientOf(registered, moved);
    await storage.customers.put(key, { customerId: "c-3", address: moved, status: "active" });
    const after = await known.signIn(moved);
    const mine = await seen(own.headers, registered);
    expect([mine.contacts.length, mine.sessions.length]).toEqual([1, 1]);
    const theirs = await seen(after.headers, registered);
    expect([theirs.sessions.length, theirs.recentSignIns.length]).toEqual([1, 1]);
    expect(problemOf(await registered.get(ACCOUNT, before.headers))).toEqual([401, "no-session"]);
    expect(problemOf(await end({ others: true }, before.headers, registered))).toEqual([401, "no-session"]);
    for (const { headers } of [own, after]) {
      await end({ others: true }, headers, registered);
      expect(await isSignedIn(headers, registered)).toBe(true);
    }
    expect(await isSignedIn(before.headers, registered)).toBe(true);
  });

  it("a customer who is blocked sees and ends nothing", async () => {
    const address = anAddress();
    await register(address, "c-4");
    const { headers } = await known.signIn(address);
    // Before the block has reached the session.
    await registered.services.storage.customers.setStatus(
      await recipientOf(registered, address),
      "blocked",
      registered.clock.now(),
    );
    expect(problemOf(await registered.get(ACCOUNT, headers))).toEqual([401, "no-session"]);
    expect(problemOf(await endApp("any", headers, registered))).toEqual([401, "no-session"]);
  });
});

describe("where the page is off", () => {
  it("there is no such address, and no way to it", async () => {
    const off = await startTestService({ secondFactor: "optional" });
    const { headers } = await accountOf(() => off).signIn();
    expect((await off.get(ACCOUNT, headers)).status).toBe(404);
    for (const path of ["sessions", "grants"])
      expect((await off.post(`${ACCOUNT}/${path}/end`, { others: true }, headers)).status).toBe(404);
    const browser = person(off);
    const signedIn = await browser.signIn(anAddress(), await browser.open("/otp/request?resume=-account"));
    expect([signedIn.at, signedIn.text]).toEqual(["/otp/session", expect.not.stringContaining(ACCOUNT)]);
  });
});
