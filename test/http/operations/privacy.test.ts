import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
const secrets: string[] = [];
const addresses = ["anna+bills@example.com", "+14155550123"];

beforeAll(async () => {
  service = await startTestService();
  for (const recipient of addresses) {
    const { challengeId, code } = await service.challenge(recipient);
    await service.post("/otp/verify", { challengeId, code: wrong(code) });
    service.clock.advance(30);
    await service.post("/otp/resend", { challengeId });
    const { body } = await service.post("/otp/verify", { challengeId, code });
    secrets.push(challengeId, code, String(body.token), String(body.sessionToken));
    await service.get("/otp/session", { authorization: `Bearer ${String(body.sessionToken)}` });
    await service.post("/otp/request", { recipient: `${recipient}\n` });
    await service.settled();
  }
});

describe("after two people have signed in", () => {
  it("the table holds no code, no token, and the address in its own attribute alone", async () => {
    const items = JSON.parse((await service.get("/_local/items")).text) as Record<string, unknown>[];
    expect(items.length).toBeGreaterThan(4);
    const rest = JSON.stringify(items.map((item) => ({ ...item, address: undefined })));
    for (const secret of [...secrets, ...addresses, "anna", "4155550123"]) expect(rest).not.toContain(secret);
    expect(items.map(({ address }) => address).filter(Boolean)).toEqual(expect.arrayContaining(addresses));
  });

  it("what the service says about itself holds none of it", () => {
    const said = JSON.stringify(service.observed);
    expect(service.observed.length).toBeGreaterThan(10);
    for (const secret of [...secrets, ...addresses, "anna", "4155550123"]) expect(said).not.toContain(secret);
  });

  it("every attempt to sign in is in the audit trail", () => {
    const outcomes = service.observed
      .filter(({ event }) => event === "verify-code")
      .map(({ fields }) => fields);
    expect(outcomes).toMatchObject([
      { outcome: "incorrect-code", channel: "email" },
      { outcome: "approved", channel: "email" },
      { outcome: "incorrect-code", channel: "sms" },
      { outcome: "approved", channel: "sms" },
    ]);
  });
});
