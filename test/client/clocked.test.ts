import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { asOfNow, clocked } from "../../client/src/element/clocked.ts";
import { deliveryWords } from "../../client/src/element/watch-delivery.ts";

const challenge = {
  challengeId: "c",
  channel: "email",
  recipient: "a***@example.com",
  codeFormat: "digits",
  codeLength: 6,
  attemptsLeft: 5,
  expiresAt: "2026-11-26T00:05:00Z",
  expiresIn: 300,
  resendIn: 30,
} as const;

afterEach(() => {
  jest.useRealTimers();
});

describe("the clocks of a challenge that is drawn anew", () => {
  it("go on from where they are", () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const held = clocked(challenge);
    jest.setSystemTime(1_000_000 + 200_000);
    expect(asOfNow(held)).toMatchObject({ expiresIn: 100, resendIn: 0 });
    jest.setSystemTime(1_000_000 + 400_000);
    expect(asOfNow(held)).toMatchObject({ expiresIn: 0, resendIn: 0 });
  });
});

describe("a message that did not arrive", () => {
  it.each([
    [{ state: "failed" }, "sendFailed"],
    [{ state: "failed", cause: "service" }, "notSent"],
    [{ state: "bounced" }, "notDelivered"],
  ] as const)("is blamed on the address only where it is known to be: %j", (delivery, name) => {
    expect(deliveryWords(delivery)).toEqual({ name, bad: true });
  });
});
