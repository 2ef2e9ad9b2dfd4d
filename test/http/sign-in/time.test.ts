import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe("a code in its time", () => {
  it("is right on the fifth attempt, and refused after five wrong ones", async () => {
    const fifth = await service.challenge("fifth@example.com");
    for (let i = 0; i < 4; i++) await service.post("/otp/verify", { ...fifth, code: wrong(fifth.code) });
    expect((await service.post("/otp/verify", fifth)).status).toBe(200);

    const sixth = await service.challenge("sixth@example.com");
    const answers = [];
    for (let i = 0; i < 5; i++)
      answers.push(await service.post("/otp/verify", { ...sixth, code: wrong(sixth.code) }));
    expect(answers.map(({ status, body }) => [status, body.attemptsLeft])).toEqual(
      [4, 3, 2, 1, 0].map((left) => [401, left]),
    );
    const refused = await service.post("/otp/verify", sixth);
    expect([refused.status, refused.body.type]).toEqual([403, "urn:latchkey:problem:too-many-attempts"]);
    expect((await service.post("/otp/status", { challengeId: sixth.challengeId })).body.status).toBe(
      "locked",
    );
  });

  it("is the same after a resend, with the same expiry and the same attempts", async () => {
    const { challengeId, code } = await service.challenge("resend@example.com");
    await service.post("/otp/verify", { challengeId, code: wrong(code) });
    const early = await service.post("/otp/resend", { challengeId });
    expect([early.status, early.body.limit]).toEqual([429, "cooldown"]);
    service.clock.advance(30);
    const again = await service.post("/otp/resend", { challengeId });
    expect(again.body).toMatchObject({ challengeId, expiresIn: 270, resendIn: 30, attemptsLeft: 4 });
    await service.settled();
    expect(service.inbox.list("resend@example.com")).toHaveLength(2);
    expect(service.code("resend@example.com")).toBe(code);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("is sent four times at most", async () => {
    const { challengeId } = await service.challenge("often@example.com");
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      service.clock.advance(30);
      statuses.push((await service.post("/otp/resend", { challengeId })).body.type ?? "sent");
    }
    expect(statuses).toEqual(["sent", "sent", "sent", "urn:latchkey:problem:too-many-sends"]);
  });

  it("is gone after five minutes to the second", async () => {
    const one = await service.challenge("late1@example.com");
    service.clock.advance(299);
    const two = await service.challenge("late2@example.com");
    expect((await service.post("/otp/verify", one)).status).toBe(200);
    service.clock.advance(300);
    for (const path of ["/otp/verify", "/otp/resend"]) {
      const body = path === "/otp/verify" ? two : { challengeId: two.challengeId };
      const answer = await service.post(path, body);
      expect([answer.status, answer.body.type]).toEqual([410, "urn:latchkey:problem:challenge-expired"]);
    }
    expect((await service.post("/otp/status", { challengeId: two.challengeId })).body).toMatchObject({
      status: "expired",
      expiresIn: 0,
    });
  });

  it("is refused without a look at the table when no code can live so long", async () => {
    const challenge = await service.challenge("ancient@example.com");
    service.clock.advance(600);
    expect((await service.post("/otp/verify", challenge)).status).toBe(410);
    expect((await service.post("/otp/status", { challengeId: challenge.challengeId })).status).toBe(410);
  });

  it("works once", async () => {
    const challenge = await service.challenge("once@example.com");
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
    const second = await service.post("/otp/verify", challenge);
    expect([second.status, second.body.type]).toEqual([410, "urn:latchkey:problem:challenge-used"]);
    expect((await service.post("/otp/resend", { challengeId: challenge.challengeId })).status).toBe(410);
  });
});

describe("an item in its time", () => {
  it("is deleted a day after the session that it was has ended, and not before", async () => {
    const challenge = await service.challenge("ttl@example.com");
    await service.post("/otp/verify", challenge);
    const held = async () =>
      (
        JSON.parse((await service.get("/_local/items?recipient=ttl@example.com")).text) as { sk: string }[]
      ).filter(({ sk }) => sk.startsWith("challenge#")).length;
    service.clock.advance(43_200 + 86_400 - 1);
    await service.post("/_local/clock", { advanceSeconds: 0 });
    expect(await held()).toBe(1);
    await service.post("/_local/clock", { advanceSeconds: 1 });
    expect(await held()).toBe(0);
  });
});
