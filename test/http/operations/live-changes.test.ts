import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { changeLive } from "../../support/live.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let serial = 0;
const somebody = () => `live${++serial}@example.com`;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    liveChanges: "on",
    ...{ secondFactor: "optional", factors: { passkeys: "on" } },
    limits: { originPerHour: 1000, originPaidPerHour: 1000 },
    channels: {
      email: { providers: ["inbox", "console"] },
      sms: { countries: ["US", "GB", "DE"] },
    },
  });
});

const request = (recipient: string, body = {}) => service.post("/otp/request", { recipient, ...body });
const changed = (edits: Parameters<typeof changeLive>[1]) => changeLive(service, edits);
const deny = (entry: string) => ({ path: "networks.denied", entry, value: true });
const takeBack = (path: string, entry?: string) => changed([{ path, ...(entry !== undefined && { entry }) }]);

describe("a change that is made live", () => {
  it("holds half a minute later at most, and what is taken back holds no more", async () => {
    expect((await request("+4915123456789")).status).toBe(202);
    await changed([{ path: "channels.sms.countries", entry: "DE", value: false }]);
    const refused = await request("+4915123456780");
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ type: "urn:latchkey:problem:recipient-not-allowed" });
    expect((await request("+447400123450")).status).toBe(202);
    await takeBack("channels.sms.countries", "DE");
    expect((await request("+4915123456781")).status).toBe(202);
  });

  it("ends at its end", async () => {
    const until = service.clock.now() + 100;
    await changed([{ path: "channels.sms.countries", entry: "DE", value: false, until }]);
    expect((await request("+4915123456782")).status).toBe(403);
    service.clock.advance(70);
    expect((await request("+4915123456782")).status).toBe(202);
  });

  it("stops a channel for challenges that are open, their resends and their messages", async () => {
    const { challengeId } = await service.challenge("+447400123451");
    const { body } = await request("+447400123452");
    await service.settled();
    await changed([{ path: "channels.sms.enabled", value: false }]);
    expect((await request("+447400123453", { channel: "sms" })).body).toMatchObject({
      type: "urn:latchkey:problem:channel-disabled",
    });
    const again = await service.post("/otp/resend", { challengeId });
    expect(again.body).toMatchObject({ type: "urn:latchkey:problem:channel-disabled" });
    expect((await service.post("/otp/status", { challengeId: body.challengeId })).status).toBe(200);
    await takeBack("channels.sms.enabled");
    expect((await service.post("/otp/resend", { challengeId })).status).toBe(202);
  });

  it("stops a country for a resend of a challenge that is open", async () => {
    const { challengeId } = await service.challenge("+4915123456783");
    service.clock.advance(30);
    await changed([{ path: "channels.sms.countries", entry: "DE", value: false }]);
    expect((await service.post("/otp/resend", { challengeId })).body).toMatchObject({
      type: "urn:latchkey:problem:recipient-not-allowed",
    });
    await takeBack("channels.sms.countries", "DE");
  });

  it("lowers a limit", async () => {
    await changed([{ path: "limits.recipientPerHour", value: 1 }]);
    const recipient = somebody();
    expect((await request(recipient)).status).toBe(202);
    service.clock.advance(40);
    expect((await request(recipient)).status).toBe(429);
    await takeBack("limits.recipientPerHour");
    expect((await request(recipient)).status).toBe(202);
  });

  it("is in the words of messages and pages", async () => {
    await changed([
      { path: "brand.name", value: "Acme" },
      { path: "words", entry: "en/login.lead", value: "This signs you in to {brand}" },
      { path: "words", entry: "en/pages.signIn", value: "Come in" },
    ]).then((outcome) => expect(outcome).toMatchObject({ kind: "changed" }));
    const recipient = somebody();
    await service.challenge(recipient);
    const [mail] = service.inbox.list(recipient);
    expect(mail?.text).toContain("This signs you in to Acme");
    expect((await service.get("/otp/request", { accept: "text/html" })).text).toContain("Acme");
    await changed([
      { path: "brand.name" },
      { path: "words", entry: "en/login.lead" },
      { path: "words", entry: "en/pages.signIn" },
    ]);
    expect((await service.get("/otp/request", { accept: "text/html" })).text).not.toContain("Acme");
  });

  it("takes a provider away", async () => {
    await changed([{ path: "channels.email.providers", value: ["console"] }]);
    const recipient = somebody();
    await request(recipient);
    await service.settled();
    expect(service.inbox.list(recipient)).toEqual([]);
    await takeBack("channels.email.providers");
    await service.challenge(somebody());
  });
});

describe("a network that is denied", () => {
  const DENIED = ["127.0.0.0/16", "203.0.113.0/24"] as const;
  beforeAll(async () => {
    for (const entry of DENIED) await changed([deny(entry)]);
  });
  afterAll(async () => {
    for (const entry of DENIED) await takeBack("networks.denied", entry);
  });

  it.each([
    ...["/otp/request", "/otp/resend", "/otp/verify", "/otp/factor"],
    ...["/otp/passkeys", "/otp/passkeys/options", "/otp/passkeys/verify", "/otp/passkeys/remove"],
    ...["/otp/account/factors/totp", "/otp/account/factors/totp/confirm"],
  ])("is refused by %s", async (path) => {
    const { status, body } = await service.post(path, { recipient: somebody() });
    expect({ status, type: body.type }).toEqual({ status: 403, type: "urn:latchkey:problem:network-denied" });
  });

  it("is told so on a page, in words", async () => {
    const user = person(service);
    const page = await user.open("/otp/request");
    const answer = await user.submit("/otp/request", { ...hiddenOf(page), recipient: somebody() });
    expect(answer.text).toContain("Use another network");
  });

  it("is not that of the owner's server, but of the user whom it names", async () => {
    const headers = { "x-api-key": LOCAL_SERVER_KEY };
    const ask = (clientIp?: string) =>
      service.post("/server/otp/request", { recipient: somebody(), ...(clientIp && { clientIp }) }, headers);
    expect((await ask()).status).toBe(202);
    expect((await ask("192.0.2.1")).status).toBe(202);
    expect((await ask("203.0.113.9")).status).toBe(403);
    expect((await ask("::ffff:203.0.113.9")).status).toBe(403);
  });
});

describe("the message about a change", () => {
  it("goes to all owners, once in ten minutes", async () => {
    const owners = ["ada@example.com", "bob@example.com"].map((address) => ({
      recipientKey: `owner-${address}` as RecipientKey,
      ...{ address, locale: "de" },
    }));
    const window = service.clock.now() % 600;
    service.clock.advance(600 - window);
    for (const value of [900, 800])
      await changeLive(service, [{ path: "limits.originPerHour", value }], { owners });
    await service.settled();
    for (const { address } of owners)
      expect(service.inbox.list(address).map(({ subject }) => subject)).toEqual([
        "Die Einstellungen von Latchkey wurden im laufenden Betrieb geändert",
      ]);
    await takeBack("limits.originPerHour");
  });
});

describe("two admins at once", () => {
  it("are told of each other: the second one has to look again", async () => {
    const base = (await service.services.storage.liveSettings.read()).version;
    const edit = (value: number) => [{ path: "limits.originPerHour", value }];
    const both = await Promise.all([
      changeLive(service, edit(700), { base, by: "ada@example.com" }),
      changeLive(service, edit(600), { base, by: "bob@example.com" }),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["changed", "conflict"]);
    const { version, changes } = await service.services.storage.liveSettings.read();
    expect(version).toBe(base + 1);
    expect(changes).toHaveLength(1);
    await takeBack("limits.originPerHour");
  });

  it("are not confused by one who asks again after a lost answer", async () => {
    const base = (await service.services.storage.liveSettings.read()).version;
    const edits = [{ path: "limits.originPerHour", value: 500 }];
    expect(await changeLive(service, edits, { base })).toMatchObject({ kind: "changed" });
    expect(await changeLive(service, edits, { base })).toMatchObject({ kind: "changed", version: base + 1 });
    expect((await service.services.storage.liveSettings.read()).version).toBe(base + 1);
    await takeBack("limits.originPerHour");
  });
});
