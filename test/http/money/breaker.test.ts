import { describe, expect, it } from "@jest/globals";
import { ceilingOf, germanNumber as number, PART, spentOf } from "../../support/money.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const DAY = 86_400;
const request = (service: TestService, recipient: string) =>
  service.post("/otp/request", { recipient, locale: "de" });

/** So many SMS that are not used, to numbers of one block or each of another. */
async function waste(service: TestService, count: number, numberOf: (index: number) => string) {
  const answers = [];
  for (let index = 0; index < count; index++) answers.push((await request(service, numberOf(index))).status);
  await service.settled();
  return answers;
}
const inBlock = (index: number) => `+491512345${String(1000 + index)}`;
const anywhere = (index: number) => `+49151${String(2000 + index)}5555`;
const stopsOf = (service: TestService) =>
  service.observed.flatMap(({ event, fields }) =>
    event === "conversion-breaker" ? [(fields as { group: string }).group] : [],
  );
/** Lets what was sent grow old enough to be judged, by an SMS that is of no other account. */
async function age(service: TestService, seconds: number, recipient: string) {
  service.clock.advance(seconds);
  await request(service, recipient);
  await service.settled();
}

describe("a block of numbers whose SMS are not used", () => {
  it("is stopped for an hour, and neighbours, other blocks and e-mails are not", async () => {
    const service = await startTestService(ceilingOf(100));
    await waste(service, 20, inBlock);
    expect(stopsOf(service)).toEqual([]);
    await age(service, 1200, inBlock(500));
    expect(stopsOf(service)).toEqual(["+491512345"]);
    expect(service.observed).toContainEqual({ event: "measured Stops", fields: { value: 1 } });
    const refused = await request(service, inBlock(501));
    expect(refused).toMatchObject({ status: 503, body: { channels: ["email"] } });
    expect(Number(refused.body.retryAfter)).toBeLessThanOrEqual(4200);
    expect((await request(service, number(0))).status).toBe(202);
    expect((await request(service, "anna@example.com")).status).toBe(202);
    service.clock.advance(Number(refused.body.retryAfter));
    expect((await request(service, inBlock(502))).status).toBe(202);
  });

  it("is not stopped where a fifth of them are used", async () => {
    const service = await startTestService(ceilingOf(100));
    await waste(service, 16, inBlock);
    for (let index = 100; index < 104; index++) {
      const challenge = await service.challenge(inBlock(index), { locale: "de" });
      expect((await service.post("/otp/verify", challenge)).status).toBe(200);
    }
    await service.settled();
    await age(service, 1200, inBlock(500));
    expect(stopsOf(service)).toEqual([]);
  });
});

describe("an attacker who wants a country closed", () => {
  it("cannot below a tenth of the day's ceiling, and can from there on", async () => {
    const service = await startTestService(ceilingOf(30 * PART * 10));
    await waste(service, 29, anywhere);
    await age(service, 1200, anywhere(900));
    expect(stopsOf(service)).toEqual([]);
    await waste(service, 2, (index) => anywhere(100 + index));
    await age(service, 1200, anywhere(901));
    expect(stopsOf(service)).toEqual(["DE"]);
    expect((await request(service, anywhere(902))).status).toBe(503);
  });
});

describe("a number that is proven", () => {
  it("is sent SMS where its country is stopped", async () => {
    const service = await startTestService(ceilingOf(30 * PART * 10));
    const owner = number(7);
    await service.post("/otp/verify", await service.challenge(owner, { locale: "de" }));
    await service.settled();
    service.clock.advance(DAY);
    await waste(service, 31, anywhere);
    await age(service, 1200, anywhere(901));
    expect(stopsOf(service)).toEqual(["DE"]);
    expect((await request(service, anywhere(902))).status).toBe(503);
    expect((await request(service, owner)).status).toBe(202);
  });

  it("is sent SMS where others have used up their half", async () => {
    const service = await startTestService(ceilingOf(40 * PART));
    const owner = number(7);
    await service.post("/otp/verify", await service.challenge(owner, { locale: "de" }));
    await service.settled();
    service.clock.advance(DAY);
    const statuses = await waste(service, 25, anywhere);
    expect(statuses.filter((status) => status === 202)).toHaveLength(20);
    expect(await spentOf(service, service.clock.now(), "spentNew")).toBeCloseTo(20 * PART, 6);
    expect((await request(service, owner)).status).toBe(202);
    expect(await spentOf(service, service.clock.now(), "spentNew")).toBeCloseTo(20 * PART, 6);
    for (let sends = 2; sends <= 5; sends++) {
      service.clock.advance(3600);
      expect((await request(service, owner)).status).toBe(202);
    }
    service.clock.advance(3600);
    // The sixth of a day is paid as those of others are.
    expect((await request(service, owner)).status).toBe(503);
  });

  it("is not proven in the first 24 hours", async () => {
    const service = await startTestService(ceilingOf(40 * PART));
    await service.post("/otp/verify", await service.challenge(number(7), { locale: "de" }));
    await service.settled();
    service.clock.advance(3600);
    await request(service, number(7));
    expect(await spentOf(service, service.clock.now(), "spentNew")).toBeCloseTo(2 * PART, 6);
  });
});

describe("a registered service", () => {
  it("has neither pools nor a breaker, so that customers and strangers are answered alike", async () => {
    const service = await startTestService({ ...ceilingOf(100), registration: "registered" });
    await service.post("/_local/customers", { recipient: inBlock(0), customerId: "c-0" });
    await waste(service, 30, inBlock);
    await age(service, 1200, inBlock(500));
    expect(stopsOf(service)).toEqual([]);
    expect(await spentOf(service, service.clock.now(), "spentNew")).toBe(0);
    expect((await request(service, inBlock(600))).status).toBe(202);
  });
});
