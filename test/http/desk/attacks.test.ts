import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../../functions/domain/errors.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const networks = async (service: TestService) =>
  (await act(service, "attacks", {})).body.networks as Record<string, unknown>[];

/** Guesses five times at each of the codes of so many recipients. */
async function attack(service: TestService, recipients: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let user = 0; user < recipients; user++) {
    const { challengeId, code } = await service.challenge(`user${user}@example.com`);
    for (let times = 0; times < 5; times++)
      statuses.push((await service.post("/otp/verify", { challengeId, code: wrong(code) })).status);
    service.clock.advance(1);
  }
  return statuses;
}

const FEW = { limits: { originPerHour: 8, originPaidPerHour: 8, originWrongPerHour: 100 } };

describe("a network that guesses, and asks for more than it may", () => {
  it("stands among the attacks with its wrong guesses at 10, 20 and 40, and its refused hour", async () => {
    const service = await startTestService(FEW);
    await attack(service, 1);
    expect(await networks(service)).toEqual([]);
    service.clock.advance(1);
    for (let user = 1; user < 8; user++) {
      const { challengeId, code } = await service.challenge(`more${user}@example.com`);
      for (let times = 0; times < 5; times++)
        await service.post("/otp/verify", { challengeId, code: wrong(code) });
    }
    expect(await networks(service)).toMatchObject([{ wrong: 40, refusedHours: 0 }]);
    for (let times = 0; times < 3; times++)
      expect((await service.post("/otp/request", { recipient: "one-more@example.com" })).status).toBe(429);
    const [network, ...others] = await networks(service);
    expect([network, others]).toMatchObject([
      { wrong: 40, refusedHours: 1, since: "2026-11-23T09:00:00.000Z" },
      [],
    ]);
  });

  it("is none for a user who has had enough codes, or is too quick", async () => {
    const service = await startTestService();
    for (let times = 0; times < 12; times++) {
      await service.post("/otp/request", { recipient: "anna@example.com" });
      service.clock.advance(times % 2 === 0 ? 5 : 60);
    }
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(429);
    expect(await networks(service)).toEqual([]);
  });

  it("changes nothing for users where it cannot be noted, which is a fault in the log", async () => {
    const gone = () => Promise.reject(new Fault("storage-unavailable", "The table does not answer."));
    const service = await startTestService(FEW, {
      override: ({ storage }) => ({
        storage: { ...storage, attacks: { ...storage.attacks, noteWrong: gone, noteRefused: gone } },
      }),
    });
    expect(new Set(await attack(service, 8))).toEqual(new Set([401]));
    expect((await service.post("/otp/request", { recipient: "x@example.com" })).status).toBe(429);
    const faults = service.observed.filter(({ event }) => event === "fault note-attack");
    expect(faults).toHaveLength(4);
  });
});
