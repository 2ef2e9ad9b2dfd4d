import { describe, expect, it } from "@jest/globals";
import type { Provider } from "../../../functions/delivery/port.ts";
import {
  answeringProvider as provider,
  ceilingOf,
  germanNumber as number,
  PART,
  refusing,
  sent,
  silent,
  spentOf,
} from "../../support/money.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { startTestService } from "../../support/service.ts";
import { startUndelivered } from "../../support/undelivered.ts";

const withProviders = (usd: number, ...sms: readonly Provider[]) =>
  startTestService(ceilingOf(usd), { override: ({ providers }) => ({ providers: { ...providers, sms } }) });

describe("a send that more than one provider is asked for", () => {
  it("is paid once where the first one surely sent nothing", async () => {
    const second = provider("second", sent);
    const service = await withProviders(10 * PART, provider("first", refusing).made, second.made);
    await service.post("/otp/request", { recipient: number(0), locale: "de" });
    await service.settled();
    expect(second.asked).toHaveLength(1);
    expect(await spentOf(service)).toBe(PART);
  });

  it("is paid again after a call that may have been sent, and a retry too", async () => {
    let answer = silent;
    const [first, second] = [provider("first", silent), provider("second", () => answer())];
    const { service, orders, request, deliver } = await startUndelivered(
      { providers: { sms: [first.made, second.made] } },
      ceilingOf(10),
    );
    await request(number(0));
    const [order] = orders;
    if (!order) throw new Error("nothing was ordered");
    expect(await spentOf(service)).toBe(PART);
    expect(await deliver(order)).toEqual(["m0"]);
    expect(await spentOf(service)).toBe(2 * PART);
    answer = refusing;
    expect(await deliver(order)).toEqual(["m0"]);
    // What the fourth payment was for was surely not sent: the next call is paid by it.
    expect(await spentOf(service)).toBeCloseTo(4 * PART, 6);
    answer = sent;
    expect(await deliver(order)).toEqual([]);
    expect(await spentOf(service)).toBeCloseTo(5 * PART, 6);
  });

  it("is paid once where each try was surely refused", async () => {
    let answer = refusing;
    const only = provider("only", () => answer());
    const { service, orders, request, deliver } = await startUndelivered(
      { providers: { sms: [only.made] } },
      ceilingOf(10),
    );
    await request(number(0));
    const [order] = orders;
    if (!order) throw new Error("nothing was ordered");
    for (let tries = 0; tries < 3; tries++) expect(await deliver(order)).toEqual(["m0"]);
    answer = sent;
    expect(await deliver(order)).toEqual([]);
    expect(only.asked).toHaveLength(4);
    expect(await spentOf(service)).toBe(PART);
  });

  it("is never sent above the ceiling, and its failure says so", async () => {
    const first = provider("first", silent);
    const second = provider("second", sent);
    const service = await withProviders(2 * PART, first.made, second.made);
    const { body } = await service.post("/otp/request", { recipient: number(0), locale: "de" });
    await service.settled();
    expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
    const { challengeId } = body;
    expect((await service.post("/otp/status", { challengeId })).body.delivery).toEqual({
      state: "failed",
      cause: "service",
    });
    expect(service.observed).toContainEqual({
      event: "deliver-code",
      fields: expect.objectContaining({ outcome: "failed", reason: "spend-ceiling" }) as object,
    });
    expect(await spentOf(service)).toBe(PART);
  });

  it("is paid from what is kept for known devices, where one has asked for it", async () => {
    let answer = sent;
    const [first, second] = [provider("first", () => answer()), provider("second", sent)];
    const service = await startTestService(
      { ...ceilingOf(6 * PART), registration: "registered" },
      { override: ({ providers }) => ({ providers: { ...providers, sms: [first.made, second.made] } }) },
    );
    const recipient = number(0);
    await service.post("/_local/customers", { recipient, customerId: "c-0" });
    const { challengeId } = (await service.post("/otp/request", { recipient })).body;
    const code = await passcodeOf(service.services, String(challengeId));
    const { deviceToken } = (await service.post("/otp/verify", { challengeId, code, remember: true })).body;
    await service.settled();
    service.clock.advance(86_400);
    // Strangers use up the two thirds that are for all.
    const strangers = [];
    for (let index = 20; index < 25; index++)
      strangers.push((await service.post("/otp/request", { recipient: number(index) })).status);
    expect(strangers).toEqual([202, 202, 202, 202, 503]);
    answer = silent;
    const asked = await service.post("/otp/request", { recipient, deviceToken });
    expect(asked.status).toBe(202);
    await service.settled();
    expect(second.asked).toHaveLength(1);
    expect(await spentOf(service, service.clock.now())).toBeCloseTo(6 * PART, 6);
  });

  it("is counted by the parts that it has, before it is sent", async () => {
    const one = provider("one", sent);
    const host = `${"a".repeat(60)}.${"b".repeat(60)}.example.com`;
    const service = await startTestService(
      { channels: { sms: { ...ceilingOf(10).channels.sms, host } } },
      { override: ({ providers }) => ({ providers: { ...providers, sms: [one.made] } }) },
    );
    await service.post("/otp/request", { recipient: number(0), locale: "de" });
    await service.settled();
    expect(one.asked[0]?.text.length).toBeGreaterThan(160);
    expect(await spentOf(service)).toBe(2 * PART);
  });
});
