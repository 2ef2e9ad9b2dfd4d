import { beforeEach, describe, expect, it } from "@jest/globals";
import { DEPLOYED_LIMITS, startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
let serial = 0;
beforeEach(async () => {
  service = await startTestService();
});

/** What has been measured since the service started, but for the latencies of single requests. */
const measured = () =>
  service.observed
    .filter(({ event }) => event.startsWith("measured ") && event !== "measured Latency")
    .map(({ event, fields }) => ({ metric: event.slice("measured ".length), ...fields }));

describe("a sign-in by text message", () => {
  const gb = { channel: "sms", country: "GB" };

  it("is measured with the country of the number, from the request to the approval", async () => {
    const { challengeId, code } = await service.challenge("+447400123456");
    await service.post("/otp/verify", { challengeId, code: wrong(code) });
    await service.post("/otp/verify", { challengeId, code });
    expect(measured()).toEqual([
      // 0.042 of the 13.33 dollars that a day has for callers who are not known.
      { metric: "SpentPercent", value: 0 },
      { metric: "Requests", value: 1, ...gb },
      { metric: "Sends", value: 1, ...gb },
      { metric: "DeliveryAge", value: 0, ...gb },
      { metric: "WrongCodes", value: 1, ...gb },
      { metric: "Approvals", value: 1, ...gb },
    ]);
  });

  it("leaves the country, and no more of the number, beside the pseudonym in the audit trail", async () => {
    const { challengeId, code } = await service.challenge("+447400123456");
    await service.post("/otp/verify", { challengeId, code });
    const audit = service.observed.filter(({ event }) => /^(request|deliver|verify)-code$/.test(event));
    expect(audit.map(({ fields }) => fields)).toMatchObject([gb, gb, gb]);
    expect(JSON.stringify(service.observed)).not.toContain("7400123456");
  });
});

describe("a sign-in by e-mail", () => {
  it("is measured without a country", async () => {
    await service.challenge();
    expect(measured()).toMatchObject([
      { metric: "Requests" },
      { metric: "Sends" },
      { metric: "DeliveryAge" },
    ]);
    for (const { country, channel } of measured() as { country?: string; channel?: string }[])
      expect([channel, country]).toEqual(["email", undefined]);
  });
});

describe("the age of a message", () => {
  it("counts from the request that asked for it", async () => {
    await service.post("/_local/outage", { channel: "email", mode: "transient" });
    await service.post("/otp/request", { recipient: "anna@example.com" });
    service.clock.advance(40);
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    await service.settled();
    expect(measured()).toContainEqual({ metric: "DeliveryAge", value: 40, channel: "email" });
  });

  it("counts from the resend that asked for it", async () => {
    const { challengeId } = await service.challenge();
    service.clock.advance(60);
    await service.post("/otp/resend", { challengeId });
    service.clock.advance(2);
    await service.settled();
    const ages = measured().filter(({ metric }) => metric === "DeliveryAge");
    expect(ages).toMatchObject([{ value: 0 }, { value: 2 }]);
  });
});

describe("the last wrong code of a challenge", () => {
  it("is a lock, and the guesses after it are nothing any more", async () => {
    const { challengeId, code } = await service.challenge();
    for (let guess = 0; guess < 7; guess += 1)
      await service.post("/otp/verify", { challengeId, code: wrong(code) });
    const names = measured().map(({ metric }) => metric);
    expect(names.filter((name) => name === "WrongCodes")).toHaveLength(5);
    expect(names.filter((name) => name === "Locks")).toHaveLength(1);
  });
});

describe("a message that the provider refuses", () => {
  it("is no send", async () => {
    await service.post("/_local/outage", { channel: "email", mode: "permanent" });
    await service.post("/otp/request", { recipient: "anna@example.com" });
    await service.settled();
    expect(measured()).toEqual([
      { metric: "Requests", value: 1, channel: "email" },
      { metric: "FailedSends", value: 1, channel: "email" },
    ]);
  });
});

describe("a stranger's request in registered mode", () => {
  it("is measured as nothing, by a line like anybody else's", async () => {
    service = await startTestService({ registration: "registered" });
    await service.post("/otp/request", { recipient: "anna@example.com" });
    await service.settled();
    expect(measured()).toEqual([{ metric: "Requests", value: 0, channel: "email" }]);
  });
});

describe("every request", () => {
  it("is measured in milliseconds", async () => {
    await service.get("/.well-known/jwks.json");
    await service.post("/otp/verify", {});
    const latencies = service.observed.filter(({ event }) => event === "measured Latency");
    expect(latencies).toMatchObject([
      { fields: { value: expect.any(Number) } },
      { fields: { value: expect.any(Number) } },
    ]);
  });
});

describe("an attack", () => {
  it("is measured by long codes and refused networks, and its lines name the network", async () => {
    const attacked = await startTestService({ limits: { ...DEPLOYED_LIMITS, originPerHour: 6 } });
    const ask = () =>
      attacked.post("/otp/request", {
        recipient: `v${++serial}@example.com`,
        codeFormats: ["digits", "base32"],
      });
    for (let turn = 0; turn < 5; turn++) {
      const { challengeId } = (await ask()).body;
      for (let i = 0; i < 5; i++) await attacked.post("/otp/verify", { challengeId, code: "111111" });
    }
    for (let turn = 0; turn < 3; turn++) await ask();
    const times = (metric: string) =>
      attacked.observed.filter(({ event }) => event === `measured ${metric}`).length;
    expect([times("Requests"), times("StrongCodes"), times("NetworkRefusals")]).toEqual([6, 2, 2]);
    const audit = attacked.observed.filter(({ event }) => /^(request|verify)-code$/.test(event));
    expect(audit.length).toBe(8 + 25);
    const [first] = audit.map(({ fields }) => (fields as { origin?: string }).origin);
    expect(first).toMatch(/^[\w-]{22}$/);
    for (const { fields } of audit.filter(({ fields: of }) => !("outcome" in of && of.outcome === "invalid")))
      expect(fields).toMatchObject({ origin: first });
  });
});
