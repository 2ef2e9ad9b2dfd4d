import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

const ask = (recipient: string, key: string, body: object = {}) =>
  service.post("/otp/request", { recipient, ...body }, { "idempotency-key": key });

describe("a request with an Idempotency-Key", () => {
  it("is answered with the same challenge as long as the code lives, and sends once", async () => {
    const first = await ask("anna@example.com", "first-0123456789");
    service.clock.advance(40);
    const second = await ask("Anna@Example.com", "first-0123456789");
    expect(second.status).toBe(202);
    expect(second.body).toEqual({ ...first.body, expiresIn: 260, resendIn: 0 });
    await service.settled();
    expect(service.inbox.list("anna@example.com")).toHaveLength(1);
  });

  it("is refused for another recipient, purpose or locale, whose words it does not send", async () => {
    await ask("berta@example.com", "second-0123456789");
    for (const [recipient, body] of [
      ["clara@example.com", {}],
      ["berta@example.com", { purpose: "confirm" }],
      ["berta@example.com", { locale: "de" }],
    ] as const) {
      const answer = await ask(recipient, "second-0123456789", body);
      expect([answer.status, answer.body.type]).toEqual([422, "urn:latchkey:problem:idempotency-mismatch"]);
    }
    expect(service.inbox.list("clara@example.com")).toEqual([]);
  });

  it("is a new request once the code has expired", async () => {
    const first = await ask("dora@example.com", "third-0123456789");
    service.clock.advance(300);
    const second = await ask("dora@example.com", "third-0123456789");
    expect(second.status).toBe(202);
    expect(second.body.challengeId).not.toBe(first.body.challengeId);
  });

  it("is refused by the limits as any other, and when it is let in later its code lives as long as any other", async () => {
    await ask("emma@example.com", "fourth-0123456789");
    const refused = await ask("emma@example.com", "fifth-0123456789");
    expect(refused.status).toBe(429);
    service.clock.advance(280);
    const later = await ask("emma@example.com", "fifth-0123456789");
    expect([later.status, later.body.expiresIn]).toEqual([202, 300]);
    await service.settled();
    const challengeId = later.body.challengeId;
    expect((await service.post("/otp/status", { challengeId })).body.delivery).toEqual({ state: "sent" });
    const code = service.code("emma@example.com");
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("leaves neither its key nor the challenge's id in the table", async () => {
    const { body } = await ask("frida@example.com", "sixth-0123456789");
    const { text } = await service.get("/_local/items");
    expect(text).not.toContain("sixth-0123456789");
    expect(text).not.toContain(String(body.challengeId));
  });

  it("has the code that it was first given, though wrong guesses have made the next one longer", async () => {
    const formats = { codeFormats: ["digits", "base32"] };
    const guess = async (challengeId: unknown, count: number) => {
      for (let i = 0; i < count; i++) await service.post("/otp/verify", { challengeId, code: "111111" });
    };
    for (const count of [5, 5, 5, 4]) {
      await guess(
        (await service.post("/otp/request", { recipient: "hugo@example.com" })).body.challengeId,
        count,
      );
      service.clock.advance(1200);
    }
    const first = await ask("hugo@example.com", "seventh-0123456789", formats);
    await guess(first.body.challengeId, 2);
    service.clock.advance(40);
    const second = await ask("hugo@example.com", "seventh-0123456789", formats);
    expect(second.body).toEqual({ ...first.body, attemptsLeft: 3, expiresIn: 260, resendIn: 0 });
    expect(second.body.codeLength).toBe(6);
    const third = await ask("hugo@example.com", "eighth-0123456789", formats);
    expect(third.body).toMatchObject({ codeFormat: "base32", codeLength: 13 });
    // A client that takes other codes means another request.
    expect((await ask("hugo@example.com", "eighth-0123456789")).status).toBe(422);
  });
});
