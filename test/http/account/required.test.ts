import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { decodeJwt } from "jose";
import { beginApp, enrolApp } from "../../support/authenticator-app.ts";
import { cancelTokenOf, factorTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Each enrolment makes ten slow hashes, of 32 MiB each. */
jest.setTimeout(120_000);

const CONFIRM = "/otp/account/factors/totp/confirm";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "required" });
});

let serial = 0;
/** A sign-in whose code was right, and that waits for a first factor. */
async function waiting(address = `required${++serial}@example.com`) {
  service.clock.advance(31);
  const challenge = await service.challenge(address);
  const { body } = await service.post("/otp/verify", challenge);
  expect(body).toMatchObject({ status: "factor-required", factors: [] });
  const { challengeId } = challenge;
  return { address, proof: { challengeId, factorToken: String(body.factorToken) } };
}

describe("a newcomer where two steps are required", () => {
  it("enrols within the sign-in, which is complete then", async () => {
    const { proof } = await waiting();
    const { answer, backupCodes } = await enrolApp(service, {}, proof);
    expect(backupCodes).toHaveLength(10);
    const approval = answer.body.approval as Record<string, unknown>;
    expect(approval).toMatchObject({ status: "approved", tokenType: "Bearer" });
    expect(decodeJwt(String(approval.token)).amr).toEqual(["otp", "mfa"]);
    expect(answer.headers.getSetCookie().join()).toContain("latchkey-session=");
    const authorization = `Bearer ${String(approval.sessionToken)}`;
    const { body } = await service.get("/otp/account/factors", { authorization });
    expect(body).toMatchObject({ twoSteps: true, mayChange: true });
  });

  it("enrols by a challenge whose code was right, and by no other", async () => {
    service.clock.advance(31);
    const { challengeId } = await service.challenge("pending@example.com");
    const factorToken = await factorTokenOf(service.services, challengeId);
    for (const id of [challengeId, "made-up"]) {
      const answer = await service.post("/otp/account/factors/totp", { challengeId: id, factorToken });
      expect([answer.status, answer.body.type]).toEqual([401, "urn:latchkey:problem:no-session"]);
    }
  });

  it("enrols with the token of the right code, and not by the id of its challenge alone", async () => {
    const [{ proof }, { proof: other }] = [await waiting(), await waiting()];
    const { enrolment, shows } = await beginApp(service, {}, proof);
    const { challengeId } = proof;
    const confirmed = () => ({ enrolment, code: shows() });
    for (const factorToken of [
      "made-up",
      other.factorToken,
      await cancelTokenOf(service.services, challengeId),
    ])
      for (const answer of [
        await service.post("/otp/account/factors/totp", { challengeId, factorToken }),
        await service.post(CONFIRM, { challengeId, factorToken, ...confirmed() }),
      ])
        expect([answer.status, answer.body.type]).toEqual([401, "urn:latchkey:problem:no-session"]);
    const { factorToken } = proof;
    for (const [half, path] of [
      [{ challengeId }, "factorToken"],
      [{ factorToken }, "challengeId"],
    ] as const)
      for (const answer of [
        await service.post("/otp/account/factors/totp", half),
        await service.post(CONFIRM, { ...half, ...confirmed() }),
      ])
        expect([answer.status, answer.body.errors]).toMatchObject([400, [{ path }]]);
    expect((await service.post(CONFIRM, { ...proof, ...confirmed() })).status).toBe(201);
  });

  it("is the first of several, and the others go on with what was enrolled", async () => {
    const first = await waiting();
    const second = await waiting(first.address);
    const begun = [await beginApp(service, {}, first.proof), await beginApp(service, {}, second.proof)].map(
      ({ enrolment, shows }) => ({ enrolment, code: shows() }),
    );
    const answers = await Promise.all([
      service.post(CONFIRM, { ...first.proof, ...begun[0] }),
      service.post(CONFIRM, { ...second.proof, ...begun[1] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    const won = answers.find(({ status }) => status === 201);
    expect(won?.body).toMatchObject({ approval: { status: "approved" } });
  });

  it("enrols no more five minutes after the code", async () => {
    const { proof } = await waiting();
    const { enrolment, shows } = await beginApp(service, {}, proof);
    service.clock.advance(300);
    const answer = await service.post(CONFIRM, { ...proof, enrolment, code: shows() });
    expect(answer.body.type).toBe("urn:latchkey:problem:no-session");
  });

  it("sets no cookie for a page of another site", async () => {
    const { proof } = await waiting();
    const { answer } = await enrolApp(service, { "sec-fetch-site": "cross-site" }, proof);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });
});

describe("where there are no second factors", () => {
  it("there are no such addresses", async () => {
    const off = await startTestService();
    expect((await off.get("/otp/account/factors")).status).toBe(404);
    expect((await off.post(CONFIRM, {})).status).toBe(404);
  });
});
