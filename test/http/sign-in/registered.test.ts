import { beforeAll, describe, expect, it } from "@jest/globals";
import { passcodeOf } from "../../support/passcodes.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "registered" });
  await service.post("/_local/customers", {
    recipient: "Known@Example.com",
    customerId: "customer-7",
    name: "Anna",
  });
});

const shape = (body: Record<string, unknown>) =>
  Object.entries(body).map(([name, value]) => [
    name,
    typeof value,
    name === "challengeId" ? String(value).length : 0,
  ]);

describe("a registered service", () => {
  it("sends to customers, and names them by the owner's id", async () => {
    const challenge = await service.challenge("known@example.com");
    const approved = await service.post("/otp/verify", challenge);
    expect(approved.body.subject).toBe("customer-7");
  });

  it("answers strangers alike, in every step, and never sends or approves", async () => {
    service.clock.advance(60);
    const known = await service.post("/otp/request", { recipient: "known@example.com" });
    const stranger = await service.post("/otp/request", { recipient: "stran@example.com" });
    expect(stranger.status).toBe(known.status);
    expect(shape(stranger.body)).toEqual(shape(known.body));
    await service.settled();
    expect(service.inbox.list("stran@example.com")).toEqual([]);

    const challengeId = String(stranger.body.challengeId);
    const knownId = String(known.body.challengeId);
    const status = async (id: string) => (await service.post("/otp/status", { challengeId: id })).body;
    expect(await status(challengeId)).toEqual(await status(knownId));
    expect((await status(challengeId)).delivery).toEqual({ state: "accepted" });

    const code = await passcodeOf(service.services, challengeId);
    for (const [guess, left] of [
      [code, 4],
      [wrong(code), 3],
      [code, 2],
    ] as const) {
      const answer = await service.post("/otp/verify", { challengeId, code: guess });
      expect([answer.status, answer.body.attemptsLeft]).toEqual([401, left]);
    }
    service.clock.advance(30);
    const resend = (id: string) => service.post("/otp/resend", { challengeId: id });
    expect((await resend(challengeId)).status).toBe((await resend(knownId)).status);
    await service.settled();
    expect(service.inbox.list("stran@example.com")).toEqual([]);
  });
});

describe("an open service", () => {
  it("names the recipient by a pseudonym that is neither the address nor the partition", async () => {
    const open = await startTestService();
    const { body } = await open.post("/otp/verify", await open.challenge("anna@example.com"));
    const items = (await open.get("/_local/items")).text;
    expect(items).not.toContain(`recipient#${String(body.subject)}`);
    expect(body.subject).toMatch(/^[\w-]{22}$/);
  });
});
