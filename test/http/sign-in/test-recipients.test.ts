import { beforeAll, describe, expect, it } from "@jest/globals";
import { passcodeOf } from "../../support/passcodes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const CODE = "424242";

const testRecipients = [
  { recipient: "review@example.com", code: CODE },
  { recipient: "+14155550100", code: "000001" },
];

/** Asks for a code that is sent to no recipient. */
async function asked(service: TestService, recipient: string): Promise<string> {
  const { status, body } = await service.post("/otp/request", { recipient });
  expect(status).toBe(202);
  await service.settled();
  return String(body.challengeId);
}

describe("a test recipient", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ testRecipients });
  });

  it.each([
    ["Review@Example.com", CODE],
    ["(415) 555-0100", "000001"],
  ])("is sent nothing, and signs in with the fixed code: %s", async (recipient, code) => {
    const challengeId = await asked(service, recipient);
    expect(service.inbox.list()).toEqual([]);
    const status = await service.post("/otp/status", { challengeId });
    expect(status.body.delivery).toEqual({ state: "sent" });
    expect((await service.get("/_local/items")).text).toContain('"provider":"test"');
    const { body } = await service.post("/otp/verify", { challengeId, code });
    expect(body.status).toBe("approved");
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(410);
  });

  it("meets every limit: the cooldown, the attempts, the sends", async () => {
    service.clock.advance(3600);
    const challengeId = await asked(service, "review@example.com");
    const again = await service.post("/otp/request", { recipient: "review@example.com" });
    expect([again.status, again.body.limit]).toEqual([429, "cooldown"]);
    service.clock.advance(30);
    expect((await service.post("/otp/resend", { challengeId })).status).toBe(202);
    await service.settled();
    expect(service.inbox.list()).toEqual([]);
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, body } = await service.post("/otp/verify", { challengeId, code: wrong(CODE) });
      expect([status, body.attemptsLeft]).toEqual([401, left]);
    }
    expect((await service.post("/otp/verify", { challengeId, code: CODE })).status).toBe(403);
  });

  it("has no other code, not even the one that its challenge derives", async () => {
    service.clock.advance(3600);
    const challengeId = await asked(service, "review@example.com");
    const derived = await passcodeOf(service.services, challengeId);
    expect(derived).not.toBe(CODE);
    expect((await service.post("/otp/verify", { challengeId, code: derived })).status).toBe(401);
    expect((await service.post("/otp/verify", { challengeId, code: CODE })).status).toBe(200);
  });

  it("is no other recipient: another address is sent a code of its own, and the fixed one is wrong", async () => {
    service.clock.advance(3600);
    for (const recipient of ["anna@example.com", "review+1@example.com"]) {
      service.clock.advance(3600);
      const { challengeId, code } = await service.challenge(recipient);
      expect(code).not.toBe(CODE);
      expect((await service.post("/otp/verify", { challengeId, code: CODE })).status).toBe(401);
      expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
    }
  });
});

describe("a test recipient that was taken out of the settings", () => {
  it("has no code any more, for a challenge that is open already either", async () => {
    const dataFolder = temporaryFolder();
    const before = await startTestService({ testRecipients }, { dataFolder });
    const challengeId = await asked(before, "review@example.com");
    await before.close();
    const after = await startTestService({}, { dataFolder });
    for (const code of [CODE, await passcodeOf(after.services, challengeId)])
      expect((await after.post("/otp/verify", { challengeId, code })).status).toBe(401);
  });
});

describe("a test recipient of a registered service", () => {
  it("has to be a customer as well", async () => {
    const service = await startTestService({ testRecipients, registration: "registered" });
    const stranger = await asked(service, "review@example.com");
    expect((await service.post("/otp/verify", { challengeId: stranger, code: CODE })).status).toBe(401);
    await service.post("/_local/customers", { recipient: "review@example.com" });
    service.clock.advance(60);
    const challengeId = await asked(service, "review@example.com");
    expect((await service.post("/otp/verify", { challengeId, code: CODE })).status).toBe(200);
  });
});
