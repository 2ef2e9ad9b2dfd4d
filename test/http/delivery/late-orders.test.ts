import { beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let queueIsDown = false;
beforeAll(async () => {
  service = await startTestService(
    {},
    {
      override: ({ queue }) => ({
        queue: {
          enqueue: (...order) =>
            queueIsDown ? Promise.reject(new Error("the queue is down")) : queue.enqueue(...order),
        },
      }),
    },
  );
});

describe("an outage of the queue", () => {
  const request = async (recipient: string) => {
    const faults = () => service.observed.filter(({ event }) => event === "fault dispatch").length;
    const before = faults();
    const { body } = await service.post("/otp/request", { recipient });
    // The first try has met the outage.
    expect(await eventually(faults, (count) => count > before)).toBeGreaterThan(before);
    return String(body.challengeId);
  };
  const delivery = async (challengeId: string) =>
    (await service.post("/otp/status", { challengeId })).body.delivery;

  it("that outlasts a code leaves its send failed, in the eyes of who waits, and others to come", async () => {
    queueIsDown = true;
    const challengeId = await request("anna@example.com");
    expect(await delivery(challengeId)).toEqual({ state: "queued" });
    service.clock.advance(270);
    queueIsDown = false;
    await service.settled();
    expect(await delivery(challengeId)).toEqual({ state: "failed", cause: "service" });
    expect(service.inbox.list("anna@example.com")).toEqual([]);
    expect((await service.challenge("bert@example.com")).code).toMatch(/^\d{6}$/);
  });

  it("that ends before leaves it sent", async () => {
    queueIsDown = true;
    const challengeId = await request("carl@example.com");
    service.clock.advance(269);
    queueIsDown = false;
    await service.settled();
    expect(await delivery(challengeId)).toEqual({ state: "sent" });
  });
});
