import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { APP, authorizeAddress, CALLBACK, CLIENTS, pkce } from "../../support/app.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { wrong } from "../../support/service.ts";

const WRITE = ["PutItem", "UpdateItem"];
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
    service = await startProxiedService(CLIENTS, false);
  });
  beforeEach(() => service.proxy.reset());

  it("are three writes for a request", async () => {
    expect(await counted(() => service.post("/otp/request", { recipient: somebody() }))).toEqual({
      status: 202,
      writes: 3,
      reads: 0,
    });
  });

  it("are one write more with an Idempotency-Key", async () => {
    const headers = { "idempotency-key": "0123456789abcdef" };
    expect(await counted(() => service.post("/otp/request", { recipient: somebody() }, headers))).toEqual({
      status: 202,
      writes: 4,
      reads: 0,
    });
  });

  it("are three writes for a resend", async () => {
    const { challengeId } = await opened();
    service.clock.advance(30);
    expect(await counted(() => service.post("/otp/resend", { challengeId }))).toEqual({
      status: 202,
      writes: 3,
      reads: 0,
    });
  });

  it("are one write for the right code", async () => {
    const challenge = await opened();
    expect(await counted(() => service.post("/otp/verify", challenge))).toEqual({
      status: 200,
      writes: 1,
      reads: 0,
    });
  });

  it("are two writes for a wrong code", async () => {
    const { challengeId, code } = await opened();
    expect(await counted(() => service.post("/otp/verify", { challengeId, code: wrong(code) }))).toEqual({
      status: 401,
      writes: 2,
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

  it("are a read and a write for an app's code, the same for its exchange, and a read for who has signed in", async () => {
    const { body } = await service.post("/otp/verify", await opened());
    const cookie = `latchkey-session=${String(body.sessionToken)}`;
    const { verifier, challenge } = pkce();
    let code = "";
    const asked = await counted(async () => {
      const answer = await service.get(authorizeAddress(challenge), { cookie });
      code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
      return answer;
    });
    expect(asked).toEqual({ status: 303, writes: 1, reads: 1 });
    const fields = { grant_type: "authorization_code", client_id: APP.id, redirect_uri: CALLBACK };
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
      reads: 1,
    });
    // A user who has to sign in first costs nothing.
    expect(await counted(() => service.get(authorizeAddress(challenge)))).toMatchObject({
      writes: 0,
      reads: 0,
    });
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
