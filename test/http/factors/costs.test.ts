import { createHook } from "node:async_hooks";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { FACTORS } from "../../support/account-user.ts";
import { authenticatorApp } from "../../support/authenticator-app.ts";
import { softPasskey } from "../../support/authenticator.ts";
import { enrol } from "../../support/enrolled.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { begin, creationOptions, enrol as enrolPasskey } from "../../support/passkey-user.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

jest.setTimeout(120_000);

const ON = { secondFactor: "optional", factors: { passkeys: "on" } };
const WRITES = ["PutItem", "UpdateItem", "DeleteItem"];

let scrypts = 0;
const hook = createHook({ init: (_id, type) => void (scrypts += type === "SCRYPTREQUEST" ? 1 : 0) });
beforeAll(() => void hook.enable());
afterAll(() => void hook.disable());

/** What requests of a service cost, without its stream. */
async function started(settings: object = {}) {
  const service = await startProxiedService({ ...ON, ...settings }, false);
  let serial = 0;
  const bearerOf = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });
  return {
    service,
    anAddress: () => `costs${++serial}@example.com`,
    /** Types the right code. */
    async typed(recipient: string) {
      service.clock.advance(31);
      const { body: asked } = await service.post("/otp/request", { recipient });
      const challengeId = String(asked.challengeId);
      const code = await passcodeOf(service.services, challengeId);
      const { body } = await service.post("/otp/verify", { challengeId, code });
      return { challengeId, factorToken: body.factorToken, body, authorization: bearerOf(body.sessionToken) };
    },
    async counted(act: () => Promise<{ readonly status: number }>) {
      service.proxy.reset();
      scrypts = 0;
      const { status } = await act();
      const { calls } = service.proxy;
      const writes = calls.filter((call) => WRITES.includes(call)).length;
      return { status, reads: calls.length - writes, writes, scrypts };
    },
  };
}
type Costs = Awaited<ReturnType<typeof started>>;

/** A user with a passkey, and what it signs in with. */
async function withPasskey({ service, typed }: Costs, address: string) {
  const { authorization } = await typed(address);
  const { passkey } = await enrolPasskey(service, { authorization });
  return passkey;
}

describe("what factors cost", () => {
  let costs: Costs;
  let service: ProxiedService;
  beforeAll(async () => {
    costs = await started();
    ({ service } = costs);
  });

  it("is one slow hash for a backup code, whatever it is, two reads, and a write less where it is wrong", async () => {
    const address = costs.anAddress();
    const { body } = await costs.typed(address);
    const { backupCodes } = await enrol(service, String(body.subject), 2);
    const [one = "", two = ""] = backupCodes;
    const { challengeId, factorToken } = await costs.typed(address);
    const prove = (code: string) =>
      costs.counted(() =>
        service.post("/otp/factor", { challengeId, factorToken, factor: "backup-code", code }),
      );
    const wrong = { status: 401, reads: 2, writes: 1, scrypts: 1 };
    expect(await prove(`1${two.slice(1)}`)).toEqual(wrong);
    // There is none of this number.
    expect(await prove(`9${two.slice(1)}`)).toEqual(wrong);
    expect(await prove("7-K7QFM")).toEqual({ status: 400, reads: 0, writes: 0, scrypts: 0 });
    expect(await prove(one)).toEqual({ status: 200, reads: 2, writes: 2, scrypts: 1 });
  });

  it("is nothing to ask for a passkey, and one read and one write to sign in by it", async () => {
    const passkey = await withPasskey(costs, costs.anAddress());
    const asked = { purpose: "sign-in", verifierHash: "A".repeat(43) };
    expect(await costs.counted(() => service.post("/otp/passkeys/options", asked))).toMatchObject({
      ...{ status: 200, reads: 0, writes: 0 },
    });
    const { publicKey, verifier } = await begin(service);
    const show = () =>
      costs.counted(() =>
        service.post("/otp/passkeys/verify", { assertion: passkey.get(publicKey), verifier }),
      );
    expect(await show()).toMatchObject({ status: 200, reads: 1, writes: 1 });
    // A replay meets its own item, which this engine does not hand over with a refusal: that is the read.
    expect(await show()).toMatchObject({ status: 401, reads: 2, writes: 1 });
    const elsewhere = { assertion: passkey.get(publicKey, { origin: "https://evil.example" }), verifier };
    expect(await costs.counted(() => service.post("/otp/passkeys/verify", elsewhere))).toMatchObject({
      ...{ status: 401, reads: 1, writes: 0 },
    });
    const made = { assertion: passkey.get(publicKey, { challenge: "AQEAAAAA" }), verifier };
    expect(await costs.counted(() => service.post("/otp/passkeys/verify", made))).toMatchObject({
      ...{ status: 401, reads: 0, writes: 0 },
    });
  });

  it("is two reads and one write for a passkey as the second step", async () => {
    const address = costs.anAddress();
    const passkey = await withPasskey(costs, address);
    const { body } = await costs.typed(address);
    await enrol(service, String(body.subject), 0);
    const { challengeId, factorToken } = await costs.typed(address);
    const { body: options } = await service.post("/otp/passkeys/options", {
      purpose: "second-factor",
      challengeId,
    });
    const assertion = passkey.get(options.publicKey as never);
    expect(
      await costs.counted(() =>
        service.post("/otp/passkeys/verify", { challengeId, factorToken, assertion }),
      ),
    ).toMatchObject({ status: 200, reads: 2, writes: 1 });
  });

  it("is two reads and no write to begin with an authenticator, and to confirm it those, one write, the raised session and the look at others", async () => {
    const { authorization } = await costs.typed(costs.anAddress());
    let begun: Record<string, unknown> = {};
    const first = await costs.counted(async () => {
      const answer = await service.post(`${FACTORS}/totp`, {}, authorization);
      begun = answer.body;
      return answer;
    });
    expect(first).toEqual({ status: 200, reads: 2, writes: 0, scrypts: 0 });
    const code = authenticatorApp(String(begun.uri)).shows(service.clock.now());
    const confirm = () =>
      service.post(`${FACTORS}/totp/confirm`, { enrolment: begun.enrolment, code }, authorization);
    // Of the others: their challenges, and what apps were granted.
    expect(await costs.counted(confirm)).toEqual({ status: 201, reads: 2 + 2, writes: 2, scrypts: 10 });
  });

  it("is two reads to ask for a new passkey, and to add it those, one write, and the look at others", async () => {
    const { authorization } = await costs.typed(costs.anAddress());
    const asked = { purpose: "enrolment" };
    expect(
      await costs.counted(() => service.post("/otp/passkeys/options", asked, authorization)),
    ).toMatchObject({ status: 200, reads: 2, writes: 0 });
    const made = softPasskey({ origin: service.url }).create(
      await creationOptions(service, { authorization }),
    );
    expect(
      await costs.counted(() => service.post("/otp/passkeys", { registration: made }, authorization)),
    ).toMatchObject({ status: 201, reads: 2 + 2, writes: 1 });
  });
});

describe("what factors cost where they are off", () => {
  it("is nothing: a request and a right code are as they were", async () => {
    const { service, counted } = await started({ secondFactor: "off", factors: { passkeys: "off" } });
    const recipient = "anna@example.com";
    let challengeId = "";
    const asked = await counted(async () => {
      const answer = await service.post("/otp/request", { recipient });
      challengeId = String(answer.body.challengeId);
      return answer;
    });
    expect(asked).toEqual({ status: 202, reads: 0, writes: 3, scrypts: 0 });
    const code = await passcodeOf(service.services, challengeId);
    const verified = await counted(() => service.post("/otp/verify", { challengeId, code }));
    expect(verified).toEqual({ status: 200, reads: 0, writes: 1, scrypts: 0 });
  });
});

describe("what factors cost in registered mode", () => {
  it("is one read more for a passkey, and the same for a customer and a stranger who ask", async () => {
    const costs = await started({ registration: "registered" });
    const { service } = costs;
    await service.post("/_local/customers", { recipient: "known@example.com", customerId: "c-1" });
    const passkey = await withPasskey(costs, "known@example.com");
    const { publicKey, verifier } = await begin(service);
    const shown = { assertion: passkey.get(publicKey), verifier };
    expect(await costs.counted(() => service.post("/otp/passkeys/verify", shown))).toMatchObject({
      ...{ status: 200, reads: 2, writes: 1 },
    });
    service.clock.advance(31);
    for (const recipient of ["known@example.com", "stranger@example.com"])
      expect(await costs.counted(() => service.post("/otp/request", { recipient }))).toEqual({
        ...{ status: 202, reads: 2, writes: 3, scrypts: 0 },
      });
  });
});
