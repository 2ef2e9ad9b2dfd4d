import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const tally = (statuses: readonly number[]) => {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

const times = <T>(count: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => act(i)));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe("many guesses at the same moment", () => {
  it("are evaluated as often as the budget allows when they are wrong", async () => {
    const { challengeId, code } = await service.challenge("wrong@example.com");
    const guesses = Array.from({ length: 200 }, (_, i) =>
      String((Number(code) + 1 + i) % 1_000_000).padStart(6, "0"),
    );
    const answers = await times(200, (i) => service.post("/otp/verify", { challengeId, code: guesses[i] }));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 401: 5, 403: 195 });
    const left = answers.filter(({ status }) => status === 401).map(({ body }) => body.attemptsLeft);
    expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(403);
  });

  it("open one session when they are right, even on the last attempt", async () => {
    const { challengeId, code } = await service.challenge("right@example.com");
    for (let i = 0; i < 4; i++) await service.post("/otp/verify", { challengeId, code: wrong(code) });
    const answers = await times(50, () => service.post("/otp/verify", { challengeId, code }));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 410: 49 });
  });

  it.each([
    ["one in ten of 60 is right", (i: number) => i % 10 === 9],
    ["every second of 60 is right", (i: number) => i % 2 === 1],
    ["the first of 60 is right", (i: number) => i === 0],
    ["the last of 60 is right", (i: number) => i === 59],
  ])("stop at the first right one, or at the fifth wrong one: %s", async (name, isRight) => {
    const { challengeId, code } = await service.challenge(`${name.replaceAll(" ", "-")}@example.com`);
    const answers = await times(60, (i) =>
      service.post("/otp/verify", { challengeId, code: isRight(i) ? code : wrong(code) }),
    );
    const counted = answers.filter(({ status }) => status === 401).map(({ body }) => body.attemptsLeft);
    // The order in which they reach the table decides between two ends. Each fixes every answer.
    const opened = answers.some(({ status }) => status === 200);
    expect(tally(answers.map(({ status }) => status))).toEqual(
      opened
        ? { 200: 1, ...(counted.length > 0 && { 401: counted.length }), 410: 59 - counted.length }
        : { 401: 5, 403: 55 },
    );
    expect(counted.sort().reverse()).toEqual([4, 3, 2, 1, 0].slice(0, counted.length));
    expect(counted.length).toBeLessThanOrEqual(opened ? 4 : 5);
    const { body } = await service.post("/otp/status", { challengeId });
    expect([body.status, body.attemptsLeft]).toEqual(
      opened ? ["approved", 5 - counted.length - 1] : ["locked", 0],
    );
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(opened ? 410 : 403);
  });
});

describe("many requests for one recipient at the same moment", () => {
  it("admit one", async () => {
    const answers = await times(50, () => service.post("/otp/request", { recipient: "popular@example.com" }));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 1, 429: 49 });
    await service.settled();
    expect(service.inbox.list("popular@example.com")).toHaveLength(1);
  });

  it("admit one, whatever plus-tags they carry", async () => {
    const answers = await times(20, (i) =>
      service.post("/otp/request", { recipient: `tagged+${i}@example.com` }),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 1, 429: 19 });
  });

  it("open one challenge when they are one request that is repeated", async () => {
    const headers = { "idempotency-key": "repeated-0123456789" };
    const answers = await times(20, () =>
      service.post("/otp/request", { recipient: "repeated@example.com" }, headers),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 20 });
    expect(new Set(answers.map(({ body }) => body.challengeId)).size).toBe(1);
    await service.settled();
    expect(service.inbox.list("repeated@example.com")).toHaveLength(1);
  });
});

describe("many resends at the same moment", () => {
  it("send once", async () => {
    const { challengeId } = await service.challenge("again@example.com");
    service.clock.advance(30);
    const answers = await times(30, () => service.post("/otp/resend", { challengeId }));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 1, 429: 29 });
    await service.settled();
    expect(service.inbox.list("again@example.com")).toHaveLength(2);
  });
});

describe("many sign-outs at the same moment", () => {
  it("all succeed and leave no session", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("leaving@example.com"));
    const bearer = { authorization: `Bearer ${String(body.sessionToken)}` };
    const answers = await times(20, () => service.post("/otp/logout", {}, bearer));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 204: 20 });
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
  });
});
