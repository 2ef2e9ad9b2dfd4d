import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ALL_CLIENTS, APP, authorizeAddress, CALLBACK, pkce, STAYING } from "../../support/app.ts";
import { startLogoutReceiver } from "../../support/logout-receiver.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { enrol } from "../../support/enrolled.ts";
import { person } from "../../support/person.ts";
import { signInToStay } from "../../support/staying-app.ts";
import { wrong } from "../../support/service.ts";

const WRITE = ["PutItem", "UpdateItem"];
/** An app that is told when a session is over. */
const TOLD = { ...APP, id: "told", backchannelLogoutUri: "https://app.example/signed-out" };
let serial = 0;
const somebody = () => `customer${++serial}@example.com`;

describe("the calls that a request makes to the table", () => {
  let service: ProxiedService;
  const opened = async () => {
    const { body } = await service.post("/otp/request", { recipient: somebody() });
    const challengeId = String(body.challengeId);
    return { challengeId, code: await passcodeOf(service.services, challengeId) };
  };
  const counted = async (act: () => Promise<{ status: number }>) => {
    service.proxy.reset();
    const { status } = await act();
    const { calls } = service.proxy;
    const writes = calls.filter((call) => WRITE.includes(call)).length;
    return { status, writes, reads: calls.length - writes };
  };

  beforeAll(async () => {
    service = await startProxiedService({ clients: [...ALL_CLIENTS.clients, TOLD], account: "on" }, false);
  });
  beforeEach(() => service.proxy.reset());

  it("are three writes for a request", async () => {
    expect(await counted(() => service.post("/otp/request", { recipient: somebody() }))).toEqual({
      status: 202,
      writes: 3,
      reads: 0,
    });
  });

  it("are those and two reads where second factors are on, and the usual ones for who has none", async () => {
    const two = await startProxiedService({ secondFactor: "optional" }, false);
    const count = async (act: () => Promise<{ readonly body: Record<string, unknown> }>) => {
      two.proxy.reset();
      const { body } = await act();
      const writes = two.proxy.calls.filter((call) => WRITE.includes(call)).length;
      return { body, counts: { writes, reads: two.proxy.calls.length - writes } };
    };
    const sign = async (recipient: string) => {
      const asked = await count(() => two.post("/otp/request", { recipient }));
      const challengeId = String(asked.body.challengeId);
      const code = await passcodeOf(two.services, challengeId);
      const verified = await count(() => two.post("/otp/verify", { challengeId, code }));
      return { asked: asked.counts, verified: verified.counts, body: verified.body, challengeId };
    };
    const recipient = somebody();
    const first = await sign(recipient);
    expect(first).toMatchObject({ asked: { writes: 3, reads: 2 }, verified: { writes: 1, reads: 0 } });
    const user = await enrol(two, String(first.body.subject), 1);
    two.clock.advance(31);
    const { verified, challengeId, body } = await sign(recipient);
    const { factorToken } = body;
    // The engine hands no item over with a refusal: that is the read.
    expect(verified).toEqual({ writes: 2, reads: 1 });
    const prove = (factor: string, code: string) =>
      count(() => two.post("/otp/factor", { challengeId, factorToken, factor, code }));
    expect((await prove("totp", user.wrong())).counts).toEqual({ writes: 2, reads: 2 });
    expect((await prove("totp", user.shows())).counts).toEqual({ writes: 2, reads: 2 });
  });

  it("are one write more with an Idempotency-Key", async () => {
    const headers = { "idempotency-key": "0123456789abcdef" };
    expect(await counted(() => service.post("/otp/request", { recipient: somebody() }, headers))).toEqual({
      status: 202,
      writes: 4,
      reads: 0,
    });
  });

  it("are one write more for an SMS, whose price is counted", async () => {
    expect(await counted(() => service.post("/otp/request", { recipient: "+4915123400000" }))).toEqual({
      status: 202,
      writes: 4,
      reads: 0,
    });
  });

  it("are two writes for a request of a known device, and four where it has had its sends", async () => {
    const known = await startProxiedService({});
    const recipient = somebody();
    const challenge = await known.challenge(recipient);
    const { body } = await known.post("/otp/verify", { ...challenge, remember: true });
    const { deviceToken } = body;
    await known.settled();
    const seen = [];
    for (let i = 0; i < 4; i++) {
      known.clock.advance(31);
      known.proxy.reset();
      await known.post("/otp/request", { recipient, deviceToken });
      // Up to the challenge itself; what follows from the stream comes later.
      const { calls } = known.proxy;
      seen.push(calls.slice(0, calls.indexOf("PutItem") + 1).filter((call) => WRITE.includes(call)));
      await known.settled();
    }
    const two = ["UpdateItem", "PutItem"];
    expect(seen).toEqual([two, two, two, ["UpdateItem", "UpdateItem", ...two]]);
  });

  it("are three writes and a read for a resend", async () => {
    const { challengeId } = await opened();
    service.clock.advance(30);
    expect(await counted(() => service.post("/otp/resend", { challengeId }))).toEqual({
      status: 202,
      writes: 3,
      reads: 1,
    });
  });

  it("are one read for a resend that its challenge does not take", async () => {
    const challenge = await opened();
    const { challengeId } = challenge;
    const again = () => counted(() => service.post("/otp/resend", { challengeId }));
    expect(await again()).toEqual({ status: 429, writes: 0, reads: 1 });
    await service.post("/otp/verify", challenge);
    service.clock.advance(30);
    expect(await again()).toEqual({ status: 410, writes: 0, reads: 1 });
  });

  it("are one write for the right code", async () => {
    const challenge = await opened();
    expect(await counted(() => service.post("/otp/verify", challenge))).toEqual({
      status: 200,
      writes: 1,
      reads: 0,
    });
  });

  it("are three writes for a wrong code, and for the next one", async () => {
    const { challengeId, code } = await opened();
    expect(await counted(() => service.post("/otp/verify", { challengeId, code: wrong(code) }))).toEqual({
      status: 401,
      writes: 3,
      reads: 0,
    });
    expect(await counted(() => service.post("/otp/verify", { challengeId, code: wrong(code) }))).toEqual({
      status: 401,
      writes: 3,
      reads: 0,
    });
  });

  it("are one write more for an IPv6 address, and one less where a server names none", async () => {
    const key = { "x-api-key": "local-server-key" };
    const ask = (more: object) =>
      service.post("/server/otp/request", { recipient: somebody(), ...more }, key);
    expect(await counted(() => ask({ clientIp: "2001:db8::1" }))).toMatchObject({ writes: 4, reads: 0 });
    expect(await counted(() => ask({}))).toMatchObject({ writes: 2, reads: 0 });
    const { body } = await ask({ clientIp: "2001:db8::1" });
    const challengeId = String(body.challengeId);
    const code = wrong(await passcodeOf(service.services, challengeId));
    expect(await counted(() => service.post("/otp/verify", { challengeId, code }))).toMatchObject({
      writes: 4,
      reads: 0,
    });
  });

  it("are one read for a session and one write for a sign-out", async () => {
    const { body } = await service.post("/otp/verify", await opened());
    const bearer = { authorization: `Bearer ${String(body.sessionToken)}` };
    expect(await counted(() => service.get("/otp/session", bearer))).toEqual({
      status: 200,
      writes: 0,
      reads: 1,
    });
    expect(await counted(() => service.post("/otp/logout", {}, bearer))).toEqual({
      status: 204,
      writes: 1,
      reads: 0,
    });
  });

  it("are three reads for an account, and for another session's end two, a write, and a look at its grants", async () => {
    const recipient = somebody();
    const sign = async () => {
      service.clock.advance(31);
      const { body: asked } = await service.post("/otp/request", { recipient });
      const challengeId = String(asked.challengeId);
      const code = await passcodeOf(service.services, challengeId);
      const { body } = await service.post("/otp/verify", { challengeId, code });
      return { authorization: `Bearer ${String(body.sessionToken)}` };
    };
    const bearer = await sign();
    const page = await counted(() => service.get("/otp/account", bearer));
    expect(page).toEqual({ status: 200, writes: 0, reads: 3 });
    const others = () => service.post("/otp/account/sessions/end", { others: true }, bearer);
    expect(await counted(others)).toEqual({ status: 204, writes: 0, reads: 2 });
    await sign();
    expect(await counted(others)).toEqual({ status: 204, writes: 1, reads: 3 });
    const app = () => service.post("/otp/account/grants/end", { clientId: APP.id }, bearer);
    expect(await counted(app)).toEqual({ status: 404, writes: 0, reads: 2 });
  });

  it.each([APP, TOLD])(
    "are a read and a write for an app's code, the same for its exchange, two reads for who has signed in, and a write for a sign-out: $id",
    async ({ id: client_id }) => {
      const { body } = await service.post("/otp/verify", await opened());
      const cookie = `latchkey-session=${String(body.sessionToken)}`;
      const { verifier, challenge } = pkce();
      let code = "";
      const asked = await counted(async () => {
        const answer = await service.get(authorizeAddress(challenge, { client_id }), { cookie });
        code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
        return answer;
      });
      expect(asked).toEqual({ status: 303, writes: 1, reads: 1 });
      const fields = { grant_type: "authorization_code", client_id, redirect_uri: CALLBACK };
      let token = "";
      const exchanged = await counted(async () => {
        const answer = await service.form("/otp/token", { ...fields, code, code_verifier: verifier });
        token = String(answer.body.access_token);
        return answer;
      });
      expect(exchanged).toEqual({ status: 200, writes: 1, reads: 1 });
      const authorization = `Bearer ${token}`;
      expect(await counted(() => service.get("/otp/userinfo", { authorization }))).toEqual({
        status: 200,
        writes: 0,
        reads: 2,
      });
      // A user who has to sign in first costs nothing.
      expect(await counted(() => service.get(authorizeAddress(challenge, { client_id })))).toMatchObject({
        writes: 0,
        reads: 0,
      });
      const bearer = { authorization: `Bearer ${String(body.sessionToken)}` };
      expect(await counted(() => service.post("/otp/logout", {}, bearer))).toEqual({
        status: 204,
        writes: 1,
        reads: 0,
      });
    },
  );

  it.each([
    [false, "openid", 1, 1],
    [false, "openid offline_access", 1, 0],
    [true, "openid", 0, 2],
    [true, "openid offline_access", 0, 1],
  ])("are few for a refresh: with a secret %j, %s", async (secret, scope, writes, reads) => {
    const { body } = await service.post("/otp/verify", await opened());
    const browser = person(service);
    browser.cookies.set("latchkey-session", String(body.sessionToken));
    const app = await signInToStay(service, "", { secret, scope, browser });
    expect(await counted(() => app.refresh())).toEqual({ status: 200, writes, reads });
  });

  it("are none for ids that were not made here, and for addresses that cannot be", async () => {
    for (const act of [
      () => service.post("/otp/verify", { challengeId: "AQE2awQP9pSrYysVr7GzJ4Ao4s71OhR5", code: "123456" }),
      () => service.post("/otp/resend", { challengeId: "made-up" }),
      () => service.post("/otp/request", { recipient: "anna@" }),
    ]) {
      expect(await counted(act)).toMatchObject({ writes: 0, reads: 0 });
    }
  });
});

describe("the calls of a registered service", () => {
  it("are one read more for a request, whether the recipient is known or not", async () => {
    const service = await startProxiedService({ registration: "registered" }, false);
    await service.post("/_local/customers", { recipient: "known@example.com", customerId: "c-1" });
    for (const recipient of ["known@example.com", "stranger@example.com"]) {
      service.proxy.reset();
      await service.post("/otp/request", { recipient });
      expect(service.proxy.calls).toEqual(["GetItem", "UpdateItem", "UpdateItem", "PutItem"]);
    }
  });
});

describe("the calls of a registered service around a session", () => {
  let service: ProxiedService;
  let bearer: Record<string, string>;
  beforeAll(async () => {
    service = await startProxiedService({ registration: "registered", account: "on" }, false);
    for (const recipient of ["known@example.com", "+14155550123"])
      await service.post("/_local/customers", { recipient, customerId: "c-1" });
    const { body } = await service.post("/otp/request", { recipient: "known@example.com" });
    const challengeId = String(body.challengeId);
    const code = await passcodeOf(service.services, challengeId);
    service.proxy.reset();
    const approved = await service.post("/otp/verify", { challengeId, code });
    bearer = { authorization: `Bearer ${String(approved.body.sessionToken)}` };
  });

  it("are one read more for the right code, after the write", () => {
    expect(service.proxy.calls).toEqual(["UpdateItem", "GetItem"]);
  });

  it("are the contact, the index and two more for each further contact for an account, without apps", async () => {
    service.proxy.reset();
    expect((await service.get("/otp/account", bearer)).status).toBe(200);
    const { calls } = service.proxy;
    expect(calls.toSorted()).toEqual(["GetItem", "GetItem", "GetItem", "Query", "Query", "Query"]);
  });

  it("are a question of the index for a sign-out everywhere, and a few more for each further contact", async () => {
    service.proxy.reset();
    expect((await service.post("/otp/logout", { all: true }, bearer)).status).toBe(204);
    const ofContact = ["GetItem", "Query", "Query"];
    const own = ["Query", "Query", "UpdateItem"];
    expect(service.proxy.calls).toEqual(["GetItem", "Query", "Query", ...ofContact, ...own]);
  });
});

describe("the calls that the end of a session makes, once its sign-out was answered", () => {
  it.each([
    ["openid", "which ends with it"],
    ["openid offline_access", "which stays, and is marked as told"],
  ])("are one query, and one write for a grant of %j, %s", async (scope) => {
    const { uri } = await startLogoutReceiver();
    const service = await startProxiedService({
      clients: [{ ...STAYING, backchannelLogoutUri: uri }],
    });
    const { user } = await signInToStay(service, somebody(), { scope });
    await service.settled();
    service.proxy.reset();
    const authorization = `Bearer ${user.cookies.get("latchkey-session") ?? ""}`;
    expect((await service.post("/otp/logout", {}, { authorization })).status).toBe(204);
    await service.settled();
    expect(service.proxy.calls).toEqual(["UpdateItem", "Query", "UpdateItem"]);
  });
});
