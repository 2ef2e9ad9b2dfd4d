import { describe, expect, it } from "@jest/globals";
import type { OriginKey } from "../../../functions/domain/origin.ts";
import type { ShownBreaker } from "../../../functions/desk/acts/attacks.ts";
import { breakerRule } from "../../../functions/desk/breaker-rule.ts";
import { Fault } from "../../../functions/domain/errors.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const OWNER = "arn:aws:iam::123456789012:role/owners";

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

describe("an attack of more networks than a page has", () => {
  it("is read page by page, the newest hours first, each network once in an hour", async () => {
    const service = await startTestService({ desk: { admins: [{ arn: OWNER, role: "owner" }] } });
    const { attacks } = service.services.storage;
    const now = service.clock.now();
    for (let hour = 0; hour < 30; hour += 10)
      for (const name of ["a", "b", "c"])
        await attacks.noteWrong(`network-${name}` as OriginKey, 10 + hour, now - hour * 3600);
    const pages: Record<string, unknown>[][] = [];
    let before: unknown;
    do {
      const { body } = await act(service, "attacks", { hours: 48, most: 4, ...(before ? { before } : {}) });
      pages.push(body.networks as Record<string, unknown>[]);
      before = body.next;
    } while (before !== undefined);
    const seen = pages.map((page) =>
      page.map(({ network, wrong }) => `${String(network)} ${String(wrong)}`).sort(),
    );
    expect(seen).toEqual([
      // Of the older hour one has begun: a network of both is one row.
      ["network-a 10", "network-b 10", "network-c 30"],
      ["network-a 20", "network-b 50", "network-c 30"],
      ["network-a 30"],
    ]);
  });
});

describe("what is sent to a country", () => {
  it("stands with what was used today, and with what has stopped it: the service, or an admin", async () => {
    const service = await startTestService(
      {
        liveChanges: "on",
        desk: { admins: [{ arn: OWNER, role: "owner" }] },
        channels: { sms: { spend: { dailyUsd: 1 } } },
      },
      { shards: 2 },
    );
    const used = await service.challenge("+4915112345678");
    await service.post("/otp/verify", used);
    for (let number = 10; number < 32; number++)
      await service.post("/otp/request", { recipient: `+141555501${number}` });
    await service.settled();
    const breaker = async () => (await act(service, "attacks", {})).body.breaker as ShownBreaker;
    expect(await breaker()).toEqual({
      ...{ leastConversion: 0.2, stopsByItself: true, blocks: [] },
      countries: [
        { country: "US", channels: [{ channel: "sms", sent: 22, approved: 0, share: 0 }] },
        { country: "DE", channels: [{ channel: "sms", sent: 1, approved: 1, share: 1 }] },
      ],
    });
    service.clock.advance(1800);
    await service.post("/otp/request", { recipient: "+14155550150" });
    await service.settled();
    const edit = { path: "channels.sms.countries", entry: "GB", value: false };
    await act(service, "settings-set", { edits: [edit], base: 0, reason: "an attack" });
    service.clock.advance(31);
    const { countries, blocks } = await breaker();
    expect(countries).toMatchObject([
      { country: "US", stoppedUntil: expect.any(String), channels: [{ sent: 23 }] },
      { country: "GB", stoppedByAdmin: true, channels: [] },
      { country: "DE" },
    ]);
    expect(blocks).toEqual([{ block: "+1415555", until: countries[0]?.stoppedUntil }]);
    // A stop that is over is none.
    service.clock.advance(3600 * 3);
    const later = await breaker();
    expect([later.blocks, later.countries.find(({ country }) => country === "US")?.stoppedUntil]).toEqual([
      [],
      undefined,
    ]);
  });

  it("is stopped by nothing but admins where only customers are sent codes, or where the share is 0", async () => {
    const rule = async (settings: object) => {
      const service = await startTestService({
        ...settings,
        desk: { admins: [{ arn: OWNER, role: "owner" }] },
      });
      return breakerRule((await act(service, "attacks", {})).body.breaker as ShownBreaker);
    };
    expect(await rule({ registration: "registered" })).toContain("only customers are sent codes");
    expect(await rule({ channels: { sms: { spend: { leastConversion: 0 } } } })).toContain(
      "leastConversion is 0",
    );
    expect(await rule({ channels: { sms: { spend: { leastConversion: 0.15 } } } })).toContain(
      "less than 15 %",
    );
  });
});
