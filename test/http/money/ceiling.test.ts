import { describe, expect, it } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import type { SendOrder } from "../../../functions/delivery/port.ts";
import { create as deliverCode } from "../../../functions/handlers/deliver-code.ts";
import {
  answeringProvider as provider,
  ceilingOf,
  germanNumber as number,
  PART,
  sent,
  silent,
  spentOf,
} from "../../support/money.ts";
import { startProxiedService } from "../../support/proxied-service.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

const UNAVAILABLE = "urn:latchkey:problem:channel-unavailable";
/** Ten of them; 10 * 0.09 is a little less. */
const TEN = 0.9;

const requestAll = (service: TestService, count: number, locale = "de", from = 0) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      service.post("/otp/request", { recipient: number(from + index), locale }),
    ),
  );

describe("a day's ceiling", () => {
  it("holds to the cent with 200 requests at once, and says what is left", async () => {
    // Half of it is for numbers that are not proven.
    const service = await startTestService(ceilingOf(2 * TEN));
    const answers = await requestAll(service, 200);
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(refused).toHaveLength(190);
    const untilMidnight = 86_400 - (START % 86_400);
    expect(refused[0]?.headers.get("retry-after")).toBe(String(untilMidnight));
    expect(refused[0]?.body).toMatchObject({
      type: UNAVAILABLE,
      retryAfter: untilMidnight,
      channels: ["email"],
    });
    await service.settled();
    expect(await spentOf(service)).toBe(TEN);
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(202);
    service.clock.advance(untilMidnight);
    expect((await service.post("/otp/request", { recipient: number(0) })).status).toBe(202);
  });

  it("counts the parts that a language takes", async () => {
    const service = await startTestService(ceilingOf(2 * TEN));
    const answers = await requestAll(service, 20, "hi");
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    await service.settled();
    expect(await spentOf(service)).toBe(TEN);
  });

  it("counts a country without a published price as the dearest", async () => {
    const service = await startTestService({ channels: { sms: { countries: ["KP"] } } });
    expect((await service.post("/otp/request", { recipient: "+8501921234567" })).status).toBe(202);
    expect(await spentOf(service)).toBe(0.7096);
  });

  it("counts resends, and decoys as customers", async () => {
    const service = await startTestService({ ...ceilingOf(1.5 * TEN), registration: "registered" });
    await service.post("/_local/customers", { recipient: number(0), customerId: "c-0" });
    const ids = await Promise.all(
      [0, 1].map(async (index) => (await service.post("/otp/request", { recipient: number(index) })).body),
    );
    service.clock.advance(30);
    for (const { challengeId } of ids)
      expect((await service.post("/otp/resend", { challengeId })).status).toBe(202);
    expect(await spentOf(service)).toBe(4 * PART);
  });

  it("answers customers and strangers alike where it is full", async () => {
    const service = await startTestService({ ...ceilingOf(1.5 * TEN), registration: "registered" });
    for (let index = 0; index < 5; index++)
      // A customer's own language takes two parts, and must not make anything dearer that a caller sees.
      await service.post("/_local/customers", {
        ...{ recipient: number(index), customerId: `c-${index}`, locale: "hi" },
      });
    const open = await service.post("/otp/request", { recipient: number(0) });
    const decoy = await service.post("/otp/request", { recipient: number(20) });
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        service.post("/otp/request", { recipient: number(30 + index) }),
      ),
    );
    service.clock.advance(60);
    const answers = [];
    for (const recipient of [number(1), number(21), number(2), number(22)])
      answers.push(await service.post("/otp/request", { recipient }));
    for (const { challengeId } of [open.body, decoy.body])
      answers.push(await service.post("/otp/resend", { challengeId }));
    const [first] = answers;
    expect(first?.status).toBe(503);
    for (const { status, body } of answers)
      expect({ status, body }).toEqual({ status: 503, body: first?.body });
  });

  it("resends to a customer at the price of a stranger, whatever the customer's language", async () => {
    const service = await startTestService({ ...ceilingOf(1.5 * 8 * PART), registration: "registered" });
    await service.post("/_local/customers", { recipient: number(0), customerId: "c-0", locale: "hi" });
    const ids = [];
    for (const recipient of [number(0), number(20)])
      ids.push(String((await service.post("/otp/request", { recipient })).body.challengeId));
    await service.settled();
    // Both requests, and the second part of the customer's SMS, which its deliverer counts.
    expect(await spentOf(service)).toBe(3 * PART);
    service.clock.advance(31);
    const before = await spentOf(service);
    await service.post("/otp/resend", { challengeId: ids[1] });
    await service.settled();
    expect(await spentOf(service)).toBeCloseTo(before + PART, 6);
    await service.post("/otp/resend", { challengeId: ids[0] });
    await service.settled();
    expect(await spentOf(service)).toBeCloseTo(before + 3 * PART, 6);
  });

  it("touches no limit of network and recipient once it is known to be full, at the price of a read", async () => {
    const service = await startProxiedService(ceilingOf(3 * PART), false);
    expect((await service.post("/otp/request", { recipient: number(0) })).status).toBe(202);
    expect((await service.post("/otp/request", { recipient: number(1) })).status).toBe(503);
    service.proxy.reset();
    for (let tries = 0; tries < 5; tries++)
      expect((await service.post("/otp/request", { recipient: number(1) })).status).toBe(503);
    expect(service.proxy.calls).toEqual(Array.from({ length: 5 }, () => "GetItem"));
    service.proxy.reset();
    service.clock.advance(30);
    await service.post("/otp/request", { recipient: number(2) });
    // The embedded engine shows a refused item by a read of its own.
    expect(service.proxy.calls).toEqual(["UpdateItem", "UpdateItem", "UpdateItem", "GetItem"]);
  });

  it("costs nothing at all to refuse once it is known to be full for all", async () => {
    const service = await startProxiedService(
      { ...ceilingOf(1.5 * PART), registration: "registered" },
      false,
    );
    expect((await service.post("/otp/request", { recipient: number(0) })).status).toBe(202);
    expect((await service.post("/otp/request", { recipient: number(1) })).status).toBe(503);
    service.proxy.reset();
    expect((await service.post("/otp/request", { recipient: number(1) })).status).toBe(503);
    expect(service.proxy.calls).toEqual([]);
  });

  it("is one write more for an SMS, and none for an e-mail", async () => {
    const service = await startProxiedService({}, false);
    await service.post("/otp/request", { recipient: number(0) });
    expect(service.proxy.calls).toEqual(["UpdateItem", "UpdateItem", "UpdateItem", "PutItem"]);
    service.proxy.reset();
    await service.post("/otp/request", { recipient: "anna@example.com" });
    expect(service.proxy.calls).toEqual(["UpdateItem", "UpdateItem", "PutItem"]);
  });
});

describe("the money of a day that cannot be read", () => {
  it("lets no SMS go, and every e-mail", async () => {
    const service = await startProxiedService({}, false);
    service.proxy.throttle("spend#");
    const refused = await service.post("/otp/request", { recipient: number(0) });
    expect(refused).toMatchObject({ status: 503, body: { type: UNAVAILABLE, retryAfter: 5 } });
    expect(service.observed.map(({ event }) => event)).toContain("fault request-code");
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(202);
    service.proxy.reset();
    expect((await service.post("/otp/request", { recipient: number(1) })).status).toBe(202);
  });

  it("stops a deliverer before it pays once more", async () => {
    const [first, second] = [provider("first", silent), provider("second", sent)];
    const orders: SendOrder[] = [];
    const service = await startProxiedService(ceilingOf(10), true, {
      providers: { sms: [first.made, second.made] },
      queue: { enqueue: (_channel, queued) => Promise.resolve(void orders.push(...queued)) },
    });
    await service.post("/otp/request", { recipient: number(0) });
    await service.settled();
    service.proxy.throttle("spend#");
    const Records = [{ messageId: "m0", body: JSON.stringify(orders[0]), attributes: {} }];
    const { batchItemFailures } = await deliverCode(service.services)({ Records } as unknown as SQSEvent);
    expect(batchItemFailures).toEqual([{ itemIdentifier: "m0" }]);
    expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
  });
});

describe("500 SMS that one attacker asks for", () => {
  it("cost what the ceiling leaves to numbers that are not proven", async () => {
    const service = await startTestService({
      ...ceilingOf(9),
      limits: { originPerHour: 100_000, originPaidPerHour: 100_000 },
    });
    const answers = [];
    for (let wave = 0; wave < 10; wave++) {
      answers.push(...(await requestAll(service, 50, "de", wave * 50)));
      await service.settled();
      service.clock.advance(60);
    }
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(50);
    expect(await spentOf(service)).toBeCloseTo(50 * PART, 6);
    expect(service.inbox.list(number(0))).toHaveLength(1);
  }, 90_000);
});
