import { describe, expect, it } from "@jest/globals";
import type { SendResult } from "../../../functions/delivery/port.ts";
import { segmentsOf } from "../../../functions/delivery/segments.ts";
import {
  answeringProvider as provider,
  ceilingOf,
  germanNumber as number,
  PART,
  sent,
  silent,
  spentOf,
} from "../../support/money.ts";
import { startUndelivered } from "../../support/undelivered.ts";

/** In any order of what is added up. */
const MICRO = 1e-6;

describe("an attacker who makes SMS dear: at once, in two parts, sent again, retried, by two providers", () => {
  it("never makes the day cost more than its ceiling, and every part that was asked for is in it", async () => {
    let turn = 0;
    // Some were surely sent, and some may have been: the other provider is asked then, and the queue tries again.
    const some = (): SendResult => (turn++ % 3 === 0 ? sent() : silent());
    const [first, second] = [provider("first", some), provider("second", some)];
    const dailyUsd = 160 * PART;
    const { service, orders, deliver } = await startUndelivered(
      { providers: { sms: [first.made, second.made] } },
      ceilingOf(dailyUsd),
    );
    const paid = () =>
      [...first.asked, ...second.asked].reduce((sum, { text }) => sum + PART * segmentsOf(text).segments, 0);

    for (let wave = 0; wave < 12; wave++) {
      const asked = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          service.post("/otp/request", {
            recipient: number(wave * 6 + index),
            locale: index % 2 ? "de" : "hi",
          }),
        ),
      );
      service.clock.advance(31);
      await Promise.all(
        asked
          .filter(({ status }) => status === 202)
          .map(({ body }) => service.post("/otp/resend", { challengeId: body.challengeId })),
      );
      await service.settled();
      // Each order comes three times, two of them at once: a queue delivers at least once.
      for (let tries = 0; tries < 2; tries++) await Promise.all(orders.map((order) => deliver(order)));
      await Promise.all(orders.splice(0).map((order) => deliver(order)));
      const spent = await spentOf(service);
      // Half of it is for numbers that are not proven.
      expect(spent).toBeLessThanOrEqual(dailyUsd / 2 + MICRO);
      expect(paid()).toBeLessThanOrEqual(spent + MICRO);
    }
    // It is the ceiling that stopped them: what is left pays for no SMS of two parts, and the next of one is refused.
    expect(await spentOf(service)).toBeGreaterThan(dailyUsd / 2 - 2 * PART);
    expect((await service.post("/otp/request", { recipient: number(900), locale: "hi" })).status).toBe(503);
    expect([first.asked.length > 5, second.asked.length > 5]).toEqual([true, true]);
  }, 60_000);
});
