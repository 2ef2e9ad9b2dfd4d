import { describe, expect, it } from "@jest/globals";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;

const limited = (answer: { status: number; body: Record<string, unknown>; headers: Headers }) => ({
  status: answer.status,
  limit: answer.body.limit,
  retryAfter: answer.body.retryAfter,
  header: answer.headers.get("retry-after"),
});

describe("a recipient who asks too often", () => {
  it("waits for the cooldown, then for the hour, then for the day, each to the second", async () => {
    service = await startTestService();
    const ask = () => service.post("/otp/request", { recipient: "eager@example.com" });
    expect((await ask()).status).toBe(202);
    expect(limited(await ask())).toEqual({ status: 429, limit: "cooldown", retryAfter: 30, header: "30" });
    service.clock.advance(29);
    expect(limited(await ask())).toMatchObject({ limit: "cooldown", retryAfter: 1 });
    for (let i = 0; i < 4; i++) {
      service.clock.advance(i === 0 ? 1 : 30);
      expect((await ask()).status).toBe(202);
    }
    service.clock.advance(30);
    const hour = limited(await ask());
    expect(hour).toMatchObject({ limit: "recipient", retryAfter: 3600 - 5 * 30 });
    service.clock.advance(Number(hour.retryAfter) - 1);
    expect(limited(await ask())).toMatchObject({ limit: "recipient", retryAfter: 1 });
    for (let i = 0; i < 5; i++) {
      service.clock.advance(i === 0 ? 1 : 30);
      expect((await ask()).status).toBe(202);
    }
    service.clock.advance(3600);
    const day = await ask();
    expect(day.body.limit).toBe("recipient");
    expect(day.headers.get("ratelimit")).toBe(`"recipient";r=0;t=${String(day.body.retryAfter)}`);
    expect(day.headers.get("ratelimit-policy")).toBe('"recipient";q=5;w=3600, "recipient";q=10;w=86400');
    service.clock.advance(Number(day.body.retryAfter));
    expect((await ask()).status).toBe(202);
  });

  it("cannot use another plus-tag, another spelling or another channel of the same number", async () => {
    service = await startTestService();
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(202);
    for (const recipient of ["anna+1@example.com", "ANNA@Example.COM"]) {
      expect((await service.post("/otp/request", { recipient })).status).toBe(429);
    }
    expect((await service.post("/otp/request", { recipient: "+1 415-555-0123" })).status).toBe(202);
    expect((await service.post("/otp/request", { recipient: "(415) 555 0123" })).status).toBe(429);
  });
});

describe("a network that asks too often", () => {
  it("gets three sends an hour for one recipient, and its refusals cost the recipient nothing", async () => {
    service = await startTestService({ limits: { originPerHour: 30, originPerRecipientPerHour: 3 } });
    const ask = () => service.post("/otp/request", { recipient: "victim@example.com" });
    for (let i = 0; i < 3; i++) {
      expect((await ask()).status).toBe(202);
      service.clock.advance(31);
    }
    const refused = await ask();
    expect(limited(refused)).toMatchObject({ status: 429, limit: "origin", retryAfter: 3600 - 600 - 93 });
    const items = JSON.parse(
      (await service.get("/_local/items?recipient=victim@example.com")).text,
    ) as Record<string, unknown>[];
    expect(items.find(({ sk }) => sk === "ledger")).toMatchObject({ s4: 0 });
    service.clock.advance(Number(refused.body.retryAfter));
    expect((await ask()).status).toBe(202);
  });

  it("gets thirty sends an hour in all", async () => {
    service = await startTestService({ limits: { originPerHour: 30 } });
    const statuses = [];
    for (let i = 0; i < 32; i++)
      statuses.push((await service.post("/otp/request", { recipient: `r${i}@example.com` })).status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(30);
    expect(statuses.slice(30)).toEqual([429, 429]);
  });
});

describe("consecutive failures", () => {
  const settings = {
    limits: {
      lock: [
        { failures: 5, seconds: 3600 },
        { failures: 10, seconds: 7200 },
      ],
      hardStopFailures: 15,
    },
  };
  const fail = async (count: number) => {
    const { challengeId, code } = await service.challenge("target@example.com");
    for (let i = 0; i < count; i++) await service.post("/otp/verify", { challengeId, code: wrong(code) });
  };
  const ask = () => service.post("/otp/request", { recipient: "target@example.com" });

  it("survive new codes, lock for longer and longer, and stop at last", async () => {
    service = await startTestService(settings);
    await fail(5);
    service.clock.advance(60);
    expect(limited(await ask())).toMatchObject({ limit: "locked", retryAfter: 3540 });
    service.clock.advance(3540);
    await fail(5);
    service.clock.advance(7199);
    expect(limited(await ask())).toMatchObject({ limit: "locked", retryAfter: 1 });
    service.clock.advance(1);
    await fail(5);
    service.clock.advance(86_400);
    expect(limited(await ask())).toMatchObject({ limit: "locked", retryAfter: 89 * 86_400 });
  });

  it("are cleared by a success", async () => {
    service = await startTestService(settings);
    await fail(4);
    service.clock.advance(30);
    expect((await service.post("/otp/verify", await service.challenge("target@example.com"))).status).toBe(
      200,
    );
    await service.settled();
    service.clock.advance(30);
    await fail(4);
    service.clock.advance(30);
    expect((await ask()).status).toBe(202);
  });
});
