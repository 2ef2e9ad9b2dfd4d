import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { unsaidPaths } from "../../../functions/settings/live/path-words.ts";
import { act, LOCAL_OWNER } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ADMINS = [
  { recipient: "owner@example.com", role: "owner" },
  { recipient: "second@example.com", role: "owner" },
  { recipient: "operator@example.com", role: "operator" },
  { arn: "arn:aws:iam::123456789012:role/support", role: "operator" },
];
const US = { path: "channels.sms.countries", entry: "US" };

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    liveChanges: "on",
    limits: { originPerHour: 1000, originPaidPerHour: 1000 },
    channels: { sms: { countries: ["US", "DE"] } },
    desk: { admins: ADMINS },
  });
});

const version = async () => (await service.services.storage.liveSettings.read()).version;
const ask = async (name: string, input: object, headers = {}) =>
  act(service, name, { base: await version(), reason: "a test", ...input }, headers);
const set = (edits: readonly object[], headers = {}) => ask("settings-set", { edits }, headers);
const takeAllBack = async () => act(service, "settings-restore", { base: await version(), version: 0 });
const faults = ({ body }: { body: Record<string, unknown> }) => body.errors;
describe("settings that are changed by the desk", () => {
  it("hold half a minute later, with author and reason, and stand in the audit with their version", async () => {
    const until = new Date((service.clock.now() + 7200) * 1000).toISOString();
    const { status, body } = await set([{ ...US, value: false, until }]);
    expect([status, body]).toMatchObject([
      200,
      {
        outcome: "changed",
        differences: [{ ...US, before: true, after: false, effect: "closes", until }],
        counts: { places: 1, told: 2 },
      },
    ]);
    const shown = await act(service, "settings-get", {});
    expect(shown.body).toMatchObject({
      version: body.version,
      changes: [{ ...US, value: false, over: true, by: LOCAL_OWNER, reason: "a test", state: "holds" }],
    });
    service.clock.advance(30);
    expect((await service.post("/otp/request", { recipient: "+14155550123" })).status).toBe(403);
    const [newest] = (await act(service, "audit-list", {})).body.acts as Record<string, unknown>[];
    expect(newest).toMatchObject({
      ...{ act: "settings-set", about: ["channels.sms.countries US"], result: "changed" },
      ...{ before: "channels.sms.countries US: true", counts: { version: body.version } },
    });
    await ask("settings-remove", { places: [US] });
    service.clock.advance(30);
    expect((await service.post("/otp/request", { recipient: "+14155550123" })).status).toBe(202);
  });

  it("are listed with what each version made different, and restored", async () => {
    const first = await set([{ path: "limits.originPerHour", value: 900 }]);
    await set([{ path: "limits.originPerHour", value: 800 }]);
    const { body } = await act(service, "settings-restore", {
      base: await version(),
      version: first.body.version,
    });
    expect(body).toMatchObject({
      outcome: "restored",
      differences: [{ path: "limits.originPerHour", before: 800, after: 900, effect: "opens" }],
      left: [],
    });
    const versions = (await act(service, "settings-versions", {})).body.versions as object[];
    expect(versions.slice(0, 2)).toMatchObject([
      { version: body.version, differences: [{ before: 800, after: 900 }] },
      { differences: [{ before: 900, after: 800 }] },
    ]);
    // Its answer was lost, and another admin has changed something since: it was done all the same.
    await set([{ path: "limits.originPerHour", value: 700 }]);
    const again = await act(service, "settings-restore", {
      ...{ base: Number(body.version) - 1, version: first.body.version },
    });
    expect(again.body).toMatchObject({ outcome: "restored", version: body.version });
    const missing = await act(service, "settings-restore", { base: await version(), version: 900 });
    expect([missing.status, missing.body.outcome]).toEqual([409, "no-such-version"]);
    await takeAllBack();
  });

  it("say of every path what it is about, what holds, and what is deployed", async () => {
    const { body } = await act(service, "settings-get", {});
    const paths = body.paths as Record<string, unknown>[];
    expect(paths.find(({ path }) => path === "limits.originPerHour")).toMatchObject({
      ...{ what: "Sends that one network may cause in an hour", now: 1000, deployed: 1000 },
    });
    expect(paths.find(({ path }) => path === US.path)).toMatchObject({ choices: ["US", "DE"] });
    expect(unsaidPaths()).toEqual([]);
  });

  it("are refused in words at their place where they do not fit", async () => {
    const good = { path: "limits.originPerHour", value: 900 };
    const refused = await set([good, { path: "limits.recipientPerHour", value: 99 }]);
    expect(refused.status).toBe(400);
    expect(faults(refused)).toMatchObject([
      { path: "edits.1", message: expect.stringMatching(/^limits\.recipientPerHour: .*10/) },
    ]);
    for (const [edit, why] of [
      [{ path: "registration", value: "open" }, /"registration: is not changed live/],
      [{ ...US, value: true }, /must be false/],
      [{ path: "networks.denied", entry: "127.0.0.1/32", value: true }, /the network that you ask from/],
      [{ path: "networks.denied", entry: "203.0.0.0/15", value: true }, /of 16 bits or more/],
      [{ path: "networks.denied", entry: "2001::/31", value: true }, /IPv6: 32/],
      [{ path: "networks.allowed", entry: "203.0.113.0/24", value: true }, /has to end/],
      [{ path: "words", entry: "en/login.lead", value: "Go to evil.example.com/" }, /leads nowhere/],
      [{ path: "words", entry: "en/login.lead", value: "<b>Hello</b>" }, /en\/login\.lead: /],
      [{ path: "admins.suspended", entry: "nobody@example.com", value: true }, /is no admin/],
      [{ ...good, until: "tomorrow" }, /an instant like/],
      [{ ...good, until: "2020-01-01T00:00:00Z" }, /its end is over/],
    ] as const) {
      const answer = await set([edit]);
      expect([answer.status, JSON.stringify(faults(answer))]).toEqual([400, expect.stringMatching(why)]);
    }
    expect((await act(service, "settings-set", { base: 0, edits: [good] })).status).toBe(400);
    const open = (await act(service, "settings-get", {})).body.changes;
    expect(open).toEqual([]);
  });

  it("are 32 KiB at most, and nothing of what is too much is written", async () => {
    const before = await version();
    const edits = Array.from({ length: 90 }, (_, index) => ({
      ...{ path: "networks.denied", entry: `10.9.${index}.0/24`, value: true },
    }));
    const answer = await ask("settings-set", { edits, reason: "x".repeat(300) });
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      expect.stringMatching(/^all changes together are \d+ bytes, and may be 32768/),
    ]);
    expect(await version()).toBe(before);
  });
});

describe("two admins at once", () => {
  it("are told of each other, and nothing of the first one is lost", async () => {
    const base = await version();
    const edit = (value: number) => ({ base, reason: "x", edits: [{ path: "limits.originPerHour", value }] });
    const both = await Promise.all([
      act(service, "settings-set", edit(700)),
      act(service, "settings-set", edit(600)),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({
      ...{ outcome: "changed-meanwhile", version: base + 1 },
    });
    await takeAllBack();
  });

  it("get the same answer again for the same act, also once another one has changed something", async () => {
    const named = { "idempotency-key": newActId(randomBytes, service.clock.now()) };
    const base = await version();
    const input = { base, reason: "x", edits: [{ path: "limits.originPerHour", value: 700 }] };
    const first = await act(service, "settings-set", input, named);
    await set([{ ...US, value: false }]);
    const again = await act(service, "settings-set", input, named);
    expect([again.status, again.body]).toMatchObject([
      200,
      { outcome: "changed", doneBefore: true, act: first.body.act, counts: { version: base + 1 } },
    ]);
    // Without the key it is another act, whose change was made: nothing is written anew.
    const anew = await act(service, "settings-set", input);
    expect([anew.status, anew.body]).toMatchObject([200, { version: base + 1 }]);
    expect(await version()).toBe(base + 2);
    await takeAllBack();
  });
});

describe("a service without live changes", () => {
  it("says so, and how to have them", async () => {
    const off = await startTestService({ liveChanges: "off" });
    for (const [name, input] of [
      ["settings-get", {}],
      ["settings-versions", {}],
      ["settings-restore", { base: 0, version: 0 }],
      ["settings-set", { base: 0, reason: "x", edits: [{ ...US, value: false }] }],
    ] as const)
      expect((await act(off, name, input)).body.outcome).toBe("live-off");
  });
});
