import { beforeAll, describe, expect, it } from "@jest/globals";
import { readEvents } from "../../../functions/flows/read-events.ts";
import { readRecent, type RecentCursor } from "../../../functions/flows/read-recent.ts";
import { readStatistics } from "../../../functions/flows/read-statistics.ts";
import { localDayStart } from "../../../functions/domain/statistics/time-zone.ts";
import { START, startTestService, type TestService, wrong } from "../../support/service.ts";

const DAY_START = START - (START % 86_400);

describe("a service that has sent codes", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({}, { shards: 3 });
    const guess = (challengeId: string, code: string) => service.post("/otp/verify", { challengeId, code });
    const used = await service.challenge("anna@example.com");
    await guess(used.challengeId, wrong(used.code));
    await guess(used.challengeId, used.code);
    service.clock.advance(10);
    const locked = await service.challenge("bert@example.com");
    for (let times = 0; times < 5; times++) await guess(locked.challengeId, wrong(locked.code));
    service.clock.advance(10);
    await service.challenge("+4915112345678");
    await service.settled();
  });

  it("knows how many were asked for, sent and used, by channel, country and provider", async () => {
    const { total, byTime, byChannel, byCountry, byProvider, from, damaged } = await readStatistics(
      service.services,
      "today",
    );
    expect(total).toMatchObject({ requested: 3, sent: 3, approved: 1, wrong: 6, locked: 1, failed: 0 });
    expect(total).toMatchObject({ expired: 0, conversion: undefined, latency: { p50: 1, p95: 1 } });
    expect(from).toBe(DAY_START);
    expect(byTime.map(({ sums }) => sums.requested)).toEqual([...Array<number>(9).fill(0), 3]);
    expect(byChannel.map(({ name, sums }) => [name, sums.requested]).sort()).toEqual([
      ["email", 2],
      ["sms", 1],
    ]);
    expect(byCountry).toMatchObject([{ name: "DE", sums: { requested: 1, sent: 1 } }]);
    expect(byProvider).toMatchObject([{ name: "inbox", sums: { sent: 3, approved: 1 } }]);
    expect(damaged).toEqual([]);
  });

  it("lists the last requests with what happened to them, masked, page by page", async () => {
    const { requests, next } = await readRecent(service.services);
    expect(requests).toMatchObject([
      { to: "+***********78", channel: "sms", country: "DE", delivery: "sent", status: "pending" },
      { to: "b***@example.com", status: "locked", wrong: 5 },
      { to: "a***@example.com", status: "approved", wrong: 1, provider: "inbox" },
    ]);
    expect(next).toBeUndefined();
    const paged: string[] = [];
    let cursor: RecentCursor | undefined;
    do {
      const page = await readRecent(service.services, cursor, 1);
      paged.push(...page.requests.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(paged).toEqual(requests.map(({ id }) => id));
  });

  it("tells of a challenge whose last attempt was wrong", async () => {
    expect(await readEvents(service.services)).toMatchObject([
      { kind: "locked", to: "b***@example.com", count: 1, lastAt: START + 10 },
    ]);
    expect(await readEvents(service.services, { kinds: ["not-me"] })).toEqual([]);
  });

  it("says what was not used once its time is over, and looks back at weeks", async () => {
    // The last request is not quite a day old: what is, is deleted by a sweep, which comes in its own time.
    service.clock.advance(86_395);
    const yesterday = await readStatistics(service.services, "yesterday");
    expect(yesterday.total).toMatchObject({ requested: 3, approved: 1, expired: 2, conversion: 1 / 3 });
    expect(yesterday.byTime).toHaveLength(24);
    expect((await readStatistics(service.services, "today")).total.requested).toBe(0);
    for (const [period, days] of [
      ["7-days", 7],
      ["30-days", 30],
    ] as const) {
      const read = await readStatistics(service.services, period);
      expect(read.total).toMatchObject({ requested: 3, sent: 3, approved: 1, wrong: 6 });
      expect(read.byTime).toHaveLength(days);
      expect(read.byTime.at(-2)).toMatchObject({ name: DAY_START, sums: { requested: 3 } });
    }
    // What is older than a day is not listed.
    expect((await readRecent(service.services)).requests).toMatchObject([{ channel: "sms" }]);
  });
});

describe("the day of an instant", () => {
  it.each([
    ["UTC", "2026-11-23T09:10:00Z", "2026-11-23T00:00:00Z"],
    ["Europe/Berlin", "2026-11-23T23:30:00Z", "2026-11-23T23:00:00Z"],
    ["Asia/Kolkata", "2026-11-23T18:29:59Z", "2026-11-22T18:30:00Z"],
    ["America/Los_Angeles", "2026-11-23T07:59:59Z", "2026-11-22T08:00:00Z"],
    // A day of 25 hours, and one of 23.
    ["Europe/Berlin", "2026-10-25T22:30:00Z", "2026-10-24T22:00:00Z"],
    ["Europe/Berlin", "2026-03-29T21:30:00Z", "2026-03-28T23:00:00Z"],
  ])("begins where the clock of %s shows midnight: %s", (zone, at, start) => {
    const seconds = (text: string) => Date.parse(text) / 1000;
    expect(localDayStart(seconds(at), zone)).toBe(seconds(start));
  });
});
