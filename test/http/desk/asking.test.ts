import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { poster } from "../../../functions/outbound/post.ts";
import { act } from "../../support/desk.ts";
import { type EventReceiver, says, startEventReceiver } from "../../support/event-receiver.ts";
import { START, startTestService, type TestService, wrong } from "../../support/service.ts";

/** The command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(120_000);

let service: TestService;
let receiver: EventReceiver;

beforeAll(async () => {
  receiver = await startEventReceiver();
  service = await startTestService(
    { events: { webhooks: [{ id: "billing", url: receiver.url, events: ["challenge.approved"] }] } },
    { shards: 3, override: () => ({ post: poster({ nearby: true, timeoutMilliseconds: 500 }) }) },
  );
  receiver.answers(says(204));
  const used = await service.challenge("anna@example.com");
  await service.post("/otp/verify", { ...used, code: wrong(used.code) });
  await service.post("/otp/verify", used);
  service.clock.advance(10);
  const locked = await service.challenge("bert@example.com");
  for (let times = 0; times < 5; times++)
    await service.post("/otp/verify", { ...locked, code: wrong(locked.code) });
  service.clock.advance(10);
  await service.challenge("+4915112345678");
  await service.settled();
});

const answer = async (name: string, input: object) => (await act(service, name, input)).body;
const errorsOf = async (name: string, input: object) => {
  const { status, body } = await act(service, name, input);
  return [status, (body.errors as { path: string }[] | undefined)?.map(({ path }) => path)];
};

/** What `npm run desk` prints. */
function desk(...args: string[]): Promise<string> {
  const script = join(import.meta.dirname, "../../../bin/desk.ts");
  const env = { PATH: process.env.PATH, PORT: new URL(service.url).port, TZ: "Asia/Tokyo" };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

describe("what an admin asks of all codes", () => {
  it("is answered in numbers, of a day that begins where the admin is", async () => {
    const today = await answer("stats", {});
    expect(today).toMatchObject({
      ...{ outcome: "counted", period: "today", timeZone: "UTC", from: "2026-11-23T00:00:00.000Z" },
      total: { requested: 3, sent: 3, approved: 1, wrong: 6, locked: 1, spendUsd: expect.any(Number) },
      byChannel: [
        { name: "email", sums: { requested: 2 } },
        { name: "sms", sums: { requested: 1 } },
      ],
      byCountry: [{ name: "DE" }],
      spend: { spentUsd: expect.any(Number), ceilingUsd: expect.any(Number) },
    });
    expect(today.total).not.toHaveProperty("conversion");
    const there = await answer("stats", { timeZone: "Asia/Kolkata", period: "yesterday" });
    expect([there.from, there.to]).toEqual(["2026-11-21T18:30:00.000Z", "2026-11-22T18:30:00.000Z"]);
    expect(await errorsOf("stats", { timeZone: "Asia/Nowhere", period: "year" })).toEqual([
      400,
      ["period", "timeZone"],
    ]);
  });

  it("is a list of the last requests, page by page, and before an instant that a caller names", async () => {
    const all = (await answer("recent", {})).requests as { at: string; to: string; id: string }[];
    expect(all.map(({ to }) => to)).toEqual(["+***********78", "b***@example.com", "a***@example.com"]);
    const first = await answer("recent", { most: 1 });
    const second = await answer("recent", { most: 1, before: first.next });
    expect(second.requests).toEqual([all[1]]);
    const before = new Date((START + 10) * 1000).toISOString().replace(".000", "");
    expect((await answer("recent", { before })).requests).toEqual([all[2]]);
    expect(await errorsOf("recent", { before: "yesterday" })).toEqual([400, ["before"]]);
  });

  it("is a list of what happened that is a sign of attacks", async () => {
    const { events } = await answer("events", { days: 2, kinds: ["locked"] });
    expect(events).toMatchObject([{ kind: "locked", to: "b***@example.com", count: 1 }]);
    expect((await answer("events", { kinds: ["not-me"] })).events).toEqual([]);
    expect(await answer("attacks", {})).toMatchObject({ outcome: "listed", hours: 24 });
    expect(await errorsOf("attacks", { hours: 721 })).toEqual([400, ["hours"]]);
  });

  it("reads well in a terminal, in the clock of who sits there", async () => {
    expect((await desk("stats")).split("\n")).toEqual(
      expect.arrayContaining([
        "23 Nov 2026 (Asia/Tokyo), until 18:10",
        "Asked for 3, sent 3, delivered 0, failed 0.",
        "hour   asked  sent  delivered  failed  wrong  used  expired",
        "18:00      3     3          0       0      6     1        0",
      ]),
    );
    expect((await desk("recent", "--time-zone", "UTC")).split("\n").slice(0, 3)).toEqual([
      expect.stringMatching(/^time \(UTC\) +channel +to +country +what happened +network$/),
      expect.stringMatching(/^23 Nov 2026 09:10:20 +sms +\+\*+78 +DE +sent \(inbox\) +\S{8}$/),
      expect.stringMatching(
        /^23 Nov 2026 09:10:10 +email +b\*\*\*@example.com +sent \(inbox\), 5 wrong, locked +\S{8}$/,
      ),
    ]);
    expect(await desk("events", "--days", "many")).toMatch(/^It was refused: .*\n- days: /);
  });
});

describe("who is told of events", () => {
  it("is shown with its answers, tried out, and told again, which the audit has", async () => {
    const tested = await answer("events-test", { receiver: "billing" });
    expect(tested).toMatchObject({ outcome: "ordered", counts: { events: 1 } });
    await service.settled();
    const [billing] = (await answer("events-deliveries", {})).receivers as {
      receiver: string;
      deliveries: { event: string; type: string; answer: string; tries: number }[];
    }[];
    expect(billing).toMatchObject({
      receiver: "billing",
      deliveries: [{ type: "test.sent", answer: "204", tries: 1 }, { type: "challenge.approved" }],
    });
    const event = billing?.deliveries[1]?.event;
    expect((await answer("events-replay", { receiver: "billing", event })).outcome).toBe("ordered");
    await service.settled();
    expect(await answer("events-deliveries", { receiver: "billing" })).toMatchObject({
      receivers: [{ deliveries: [{}, { event, tries: 2 }] }],
    });
    expect(await desk("events", "replay", "billing", "missed")).toMatch(/^Being told: no events\./);
    const { acts } = await answer("audit-list", {});
    const done = (acts as { act: string; about: string[]; result: string }[]).map(
      (one) => `${one.act} ${one.about.join(" ")}: ${one.result}`,
    );
    expect(done.sort()).toEqual(
      [
        `events-replay receiver billing ${event}: ordered`,
        "events-replay receiver billing missed: ordered",
        "events-test receiver billing test: ordered",
      ].sort(),
    );
  });

  it("must be one of the settings, and the event one that it was told", async () => {
    const unknown = await act(service, "events-test", { receiver: "nobody" });
    expect([unknown.status, unknown.body]).toEqual([409, { outcome: "unknown-receiver" }]);
    const never = { receiver: "billing", event: "evt_none" };
    expect((await act(service, "events-replay", never)).body).toMatchObject({ outcome: "unknown-event" });
    expect(await errorsOf("events-replay", { receiver: "billing", event: "all" })).toEqual([400, ["event"]]);
  });
});
