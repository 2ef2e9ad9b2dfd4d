import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { accountOf, anAddress, bearer, FACTORS, problemOf } from "../../support/account-user.ts";
import { ALL_CLIENTS, APP, authorizeAddress, pkce } from "../../support/app.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { person } from "../../support/person.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { signInToStay } from "../../support/staying-app.ts";

let service: ProxiedService;
beforeAll(async () => {
  const clients = [...ALL_CLIENTS.clients, { ...APP, id: "other" }];
  service = await startProxiedService({ secondFactor: "optional", clients }, false);
});

const account = accountOf(() => service);
const tokenOf = (headers: { readonly authorization: string }) => headers.authorization.slice(7);
const cookieOf = (token: string) => `latchkey-session=${token}`;
const active = async (token: string) => (await service.get("/otp/session", bearer(token))).status === 200;
const raise = (headers: Record<string, string>, code: string, factor = "totp") =>
  service.post("/otp/factor", { factor, code }, headers);

/** Types the right code. */
async function typed(recipient: string) {
  service.clock.advance(31);
  const { body: asked } = await service.post("/otp/request", { recipient });
  const challengeId = String(asked.challengeId);
  const code = await passcodeOf(service.services, challengeId);
  const { body } = await service.post("/otp/verify", { challengeId, code });
  return { body, challengeId };
}

async function signIn(address = anAddress()) {
  const { body } = await typed(address);
  return { body, headers: bearer(body.sessionToken), address };
}

/** Who has signed in by a code alone, and has enrolled an authenticator elsewhere. */
async function signedIn(codes = 0) {
  const { body, headers, address } = await signIn();
  const user = await enrol(service, String(body.subject), codes);
  return { ...user, address, body, headers, token: tokenOf(headers) };
}

const countsOf = async (subject: string) => {
  const { keys, storage } = service.services;
  return (await storage.factors.read(subjectKey(await keys.recipient(), subject), service.clock.now()))
    ?.counts;
};

describe("a session in which a factor is proved", () => {
  it("is the same one, with other tokens that say so", async () => {
    const { shows, body, headers } = await signedIn();
    const raised = await raise(headers, shows());
    expect(raised).toMatchObject({ status: 200, body: { status: "approved", subject: body.subject } });
    const [before, after] = [decodeJwt(String(body.token)), decodeJwt(String(raised.body.token))];
    expect(after).toMatchObject({ sid: before.sid, auth_time: before.auth_time, amr: ["otp", "mfa"] });
    expect(raised.body.sessionToken).not.toBe(body.sessionToken);
    const session = await service.get("/otp/session", bearer(raised.body.sessionToken));
    expect(session.body).toMatchObject({ active: true, amr: ["otp", "mfa"] });
    // Which may now change the user's factors.
    expect((await account.begin(bearer(raised.body.sessionToken))).status).toBe(200);
  });

  it("takes a backup code too, and is raised again with each new proof", async () => {
    const { shows, backupCodes, headers } = await signedIn(1);
    const first = await raise(headers, backupCodes[0] ?? "", "backup-code");
    const second = await raise(bearer(first.body.sessionToken), shows());
    expect(second.status).toBe(200);
    expect(await active(String(first.body.sessionToken))).toBe(false);
    expect(await active(String(second.body.sessionToken))).toBe(true);
  });

  it("no longer knows the token of before, at any address", async () => {
    const { shows, headers, token } = await signedIn();
    const cookie = cookieOf(token);
    const raised = String((await raise(headers, shows())).body.sessionToken);
    expect(problemOf(await service.get("/otp/session", headers))).toEqual([401, "no-session"]);
    expect(problemOf(await service.get(FACTORS, headers))).toEqual([401, "no-session"]);
    expect(problemOf(await account.begin(headers))).toEqual([401, "no-session"]);
    expect(problemOf(await account.renew(headers))).toEqual([401, "no-session"]);
    service.clock.advance(31);
    expect(problemOf(await raise(headers, shows()))).toEqual([401, "no-session"]);
    expect((await service.get(authorizeAddress(pkce().challenge), { cookie })).status).toBe(200);
    const page = async (held: string) => (await service.get("/otp/end-session", { cookie: held })).text;
    expect(await page(cookieOf(raised))).toContain('action="/otp/logout"');
    expect(await page(cookie)).not.toContain('action="/otp/logout"');
    for (const all of [false, true])
      expect((await service.post("/otp/logout", { all }, headers)).status).toBe(204);
    expect(await active(raised)).toBe(true);
    expect((await service.get(authorizeAddress(pkce().challenge), { cookie: cookieOf(raised) })).status).toBe(
      303,
    );
  });

  it("ends by a sign-out that was under way with the token of before", async () => {
    for (const all of [false, true]) {
      const { shows, headers } = await signedIn();
      const raised = String((await raise(headers, shows())).body.sessionToken);
      await service.post("/otp/logout", { all }, headers);
      expect(await active(raised)).toBe(false);
    }
  });

  it("ends or is raised where both are asked for at once, and is over in both cases", async () => {
    for (let round = 0; round < 3; round++) {
      const { shows, headers } = await signedIn();
      const [raised] = await Promise.all([raise(headers, shows()), service.post("/otp/logout", {}, headers)]);
      expect([200, 401]).toContain(raised.status);
      expect(await active(String(raised.body.sessionToken))).toBe(false);
      expect(await active(tokenOf(headers))).toBe(false);
    }
  });

  it("is raised by one of two proofs at once", async () => {
    const { shows, backupCodes, headers } = await signedIn(1);
    const answers = await Promise.all([
      raise(headers, shows()),
      raise(headers, backupCodes[0] ?? "", "backup-code"),
      raise(headers, shows()),
    ]);
    const right = answers.filter(({ status }) => status === 200);
    expect(right).toHaveLength(1);
    expect(await active(String(right[0]?.body.sessionToken))).toBe(true);
  });

  it("keeps what apps were granted of it", async () => {
    const { shows, token } = await signedIn();
    const browser = person(service);
    browser.cookies.set("latchkey-session", token);
    const app = await signInToStay(service, "", { browser });
    const raised = await raise({ cookie: cookieOf(token), "sec-fetch-site": "same-origin" }, shows());
    expect((await app.userinfo(app.first.body.access_token)).status).toBe(200);
    const refreshed = await app.refresh();
    expect(decodeJwt(String(refreshed.body.id_token)).sid).toBe(decodeJwt(String(raised.body.token)).sid);
  });

  it("is not raised by the page of another site, and gives a browser of our own its new cookie", async () => {
    const { shows, token } = await signedIn();
    const from = (site: string) =>
      raise({ cookie: cookieOf(token), "sec-fetch-site": site, origin: "https://evil.example" }, shows());
    for (const site of ["cross-site", "same-site", "none"])
      expect(problemOf(await from(site))).toEqual([403, "forbidden-origin"]);
    const raised = await from("same-origin");
    expect(raised.headers.get("set-cookie")).toContain(cookieOf(String(raised.body.sessionToken)));
  });

  it("gives the token of one that a factor is set up in the place of another, too", async () => {
    const { headers } = await signIn();
    const before = tokenOf(headers);
    const { answer, id } = await enrolApp(service, headers);
    expect(answer.body).toMatchObject({ approval: { status: "approved" } });
    expect(await active(before)).toBe(false);
    expect(problemOf(await account.remove(id, bearer(before)))).toEqual([401, "no-session"]);
    expect(await account.shown(headers)).toMatchObject({ mayChange: true, authenticators: [{ id }] });
  });
});

describe("a factor is not proved in a session", () => {
  it("without one, or by an access token", async () => {
    const { shows, body } = await signedIn();
    for (const headers of [{}, bearer(body.token), bearer("made-up")])
      expect(problemOf(await raise(headers, shows()))).toEqual([401, "no-session"]);
  });

  it("of a user who has none, nor with what belongs to a sign-in", async () => {
    const { headers } = await signIn();
    expect(problemOf(await raise(headers, "123456"))).toEqual([404, "not-found"]);
    expect(problemOf(await raise(headers, "12345"))).toEqual([400, "invalid-request"]);
    const body = { factor: "totp", code: "123456", remember: true };
    expect(problemOf(await service.post("/otp/factor", body, headers))).toEqual([400, "invalid-request"]);
  });

  it("by the code of another user's, or by one that was used", async () => {
    const [anna, bert] = [await signedIn(), await signedIn()];
    expect((await raise(anna.headers, bert.shows())).body).toMatchObject({ attemptsLeft: 19 });
    const raised = await raise(anna.headers, anna.shows());
    expect(problemOf(await raise(bearer(raised.body.sessionToken), anna.shows()))).toEqual([
      401,
      "incorrect-code",
    ]);
  });

  it("after twenty wrong ones of the user, wherever they were typed; a right one takes back those of its own session", async () => {
    const user = await signedIn(1);
    const { challengeId, body } = await typed(user.address);
    const proved = { challengeId, factorToken: body.factorToken, factor: "totp", code: user.shows() };
    const elsewhere = bearer((await service.post("/otp/factor", proved)).body.sessionToken);
    for (let guess = 0; guess < 3; guess++) await raise(elsewhere, user.wrong());
    await raise(user.headers, user.wrong());
    service.clock.advance(31);
    const raised = bearer((await raise(user.headers, user.shows())).body.sessionToken);
    expect((await countsOf(user.subject))?.strangers.failures).toBe(3);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => raise(index % 2 ? raised : elsewhere, user.wrong())),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(17);
    service.clock.advance(31);
    const refused = await raise(raised, user.shows());
    expect(refused).toMatchObject({ status: 403, body: { factors: ["backup-code"] } });
    expect((await raise(raised, user.backupCodes[0] ?? "", "backup-code")).status).toBe(200);
  });
});

describe("the calls of raising a session", () => {
  const calls = async (act: () => Promise<{ readonly status: number }>) => {
    service.proxy.reset();
    const { status } = await act();
    return { status, calls: service.proxy.calls };
  };
  const inOrder = ["GetItem", "GetItem", "UpdateItem", "UpdateItem"];

  it("are two reads and two writes, and none for who shows no session", async () => {
    const { shows, wrong, headers } = await signedIn();
    expect(await calls(() => raise(headers, wrong()))).toEqual({ status: 401, calls: inOrder });
    expect(await calls(() => raise(headers, shows()))).toEqual({ status: 200, calls: inOrder });
    expect(await calls(() => raise({}, shows()))).toEqual({ status: 401, calls: [] });
  });

  it("change nothing more where the answer to one is lost, and it is repeated", async () => {
    for (let lost = 0; lost < inOrder.length; lost++) {
      const { subject, shows, wrong, headers } = await signedIn();
      await raise(headers, wrong());
      service.proxy.reset();
      service.proxy.loseReply(lost);
      const raised = await raise(headers, shows());
      expect([lost, raised.status]).toEqual([lost, 200]);
      expect(await active(String(raised.body.sessionToken))).toBe(true);
      expect((await countsOf(subject))?.strangers.failures).toBe(0);
    }
  });
});
