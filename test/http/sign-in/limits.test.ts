import { describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;

const limited = (answer: { status: number; body: Record<string, unknown>; headers: Headers }) => ({
  status: answer.status,
  limit: answer.body.limit,
  retryAfter: answer.body.retryAfter,
  header: answer.headers.get("retry-after"),
});

const HOUR = 3600;

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

describe("other spellings of an address", () => {
  it.each([
    ["example.com", (turn: number) => `bare+${turn}@example.com`, "bare@example.com"],
    ["Gmail", (turn: number) => `ba${".".repeat(turn % 2)}re+${turn}@googlemail.com`, "bare@gmail.com"],
  ])(
    "draw seven of the day's ten sends, and the bare address has the other three: %s",
    async (_, spell, bare) => {
      service = await startTestService();
      const ask = (recipient: string) => service.post("/otp/request", { recipient });
      let admitted = 0;
      for (let turn = 0; turn < 20; turn++) {
        if ((await ask(spell(turn))).status === 202) admitted += 1;
        service.clock.advance(turn === 5 ? HOUR : 31);
      }
      expect(admitted).toBe(7);
      service.clock.advance(HOUR);
      for (let i = 0; i < 3; i++) {
        expect((await ask(bare)).status).toBe(202);
        service.clock.advance(31);
      }
      expect((await ask(bare)).body.limit).toBe("recipient");
    },
  );
});

describe("a network that asks too often", () => {
  it("gets three sends a day for one recipient, exactly, and what it is refused costs the recipient nothing", async () => {
    service = await startTestService({ limits: { originPerHour: 30, originPerRecipientPerDay: 3 } });
    const ask = () => service.post("/otp/request", { recipient: "victim@example.com" });
    const first = service.clock.now();
    for (let i = 0; i < 3; i++) {
      expect((await ask()).status).toBe(202);
      service.clock.advance(HOUR);
    }
    const refused = await ask();
    expect(limited(refused)).toMatchObject({ status: 429, limit: "origin", retryAfter: 21 * HOUR });
    expect(refused.headers.get("ratelimit-policy")).toBe(
      '"origin";q=3;w=86400, "origin";q=10000;w=3600, "origin";q=30;w=3600',
    );
    const items = JSON.parse(
      (await service.get("/_local/items?recipient=victim@example.com")).text,
    ) as Record<string, unknown>[];
    expect(items.find(({ sk }) => sk === "ledger")).toMatchObject({ s4: 0 });
    service.clock.advance(Number(refused.body.retryAfter) - 1);
    expect((await ask()).body).toMatchObject({ limit: "origin", retryAfter: 1 });
    service.clock.advance(1);
    expect(service.clock.now()).toBe(first + 24 * HOUR);
    expect((await ask()).status).toBe(202);
  });

  it("leaves the sends of a recipient to other networks, but for one in sixteen", async () => {
    service = await startTestService({ limits: { originPerRecipientPerDay: 3 } });
    const ask = (clientIp: string, recipient: string) =>
      service.post("/server/otp/request", { recipient, clientIp }, { "x-api-key": "local-server-key" });
    let refused = 0;
    for (let i = 0; i < 32; i++) {
      const recipient = `shared${i}@example.com`;
      for (let turn = 0; turn < 3; turn++) {
        expect((await ask("203.0.113.1", recipient)).status).toBe(202);
        service.clock.advance(31);
      }
      const { status, body } = await ask("203.0.113.2", recipient);
      if (status === 429) refused += 1;
      expect(status === 202 || body.limit === "origin").toBe(true);
    }
    // Two of 32 are expected; ten would be a wonder.
    expect(refused).toBeLessThan(10);
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
