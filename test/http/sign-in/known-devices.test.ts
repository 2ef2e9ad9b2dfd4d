import { beforeEach, describe, expect, it } from "@jest/globals";
import { known, lanesOf, OWNER } from "../../support/lanes.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 86_400;

let service: TestService;
beforeEach(async () => {
  service = await startTestService({ limits: { originPerHour: 30 } });
});

const { ask, remembered, items, laneOf, useUpSends } = lanesOf(() => service);

describe("a browser in which a user signed in by the pages", () => {
  it("is known by an entry of sixteen random bytes, which no script reads, for 180 days", async () => {
    const browser = person(service);
    const sent = await browser.ask(OWNER);
    const mark = /name="mark" value="([^"]+)"/.exec(sent.text)?.[1] ?? "";
    const form = /name="form" value="([^"]+)"/.exec(sent.text)?.[1] ?? "";
    const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await service.form(
      "/otp/verify",
      { mark, form, code: service.code(OWNER) },
      { cookie, "sec-fetch-site": "same-origin" },
    );
    const line = answer.headers.getSetCookie().find((one) => one.startsWith("latchkey-known="));
    expect(line).toMatch(/^latchkey-known=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/);
  });

  it("signs in though strangers have used up all sends of the day, and the network its hour", async () => {
    const browser = person(service);
    await browser.signIn(OWNER);
    await service.settled();
    service.clock.advance(HOUR);
    await useUpSends();
    for (let i = 0; i < 40; i++) await ask(`other${i}@example.com`);
    expect((await ask("one-more@example.com")).body.limit).toBe("origin");
    expect((await browser.signIn(OWNER, await browser.open("/otp/request"))).text).toContain(
      "You are signed in",
    );
    const [lane] = await items("ledger#device-");
    expect(lane).toMatchObject({ c1: service.clock.now(), s1: service.clock.now() });
  });

  it("keeps its entry when it signs in again, and gets one where its lane is not there any more", async () => {
    const browser = person(service);
    await browser.signIn(OWNER);
    await service.settled();
    const [first] = known(browser);
    service.clock.advance(HOUR);
    await browser.signIn(OWNER, await browser.open("/otp/request"));
    await service.settled();
    expect(known(browser)).toEqual([first]);
    const [lane] = await items("ledger#device-");
    expect(lane).toMatchObject({ usedAt: service.clock.now(), ttl: service.clock.now() + 180 * DAY });
    service.clock.advance(180 * DAY);
    await browser.signIn(OWNER, await browser.open("/otp/request"));
    expect(known(browser)).toHaveLength(1);
    expect(known(browser)).not.toContain(first);
  });

  it("keeps its entry, for longer, also where its own sends of the hour were used up", async () => {
    const browser = person(service);
    await browser.signIn(OWNER);
    await service.settled();
    const first = known(browser);
    service.clock.advance(HOUR);
    for (let i = 0; i < 3; i++) {
      expect((await ask(OWNER, { deviceToken: first[0] })).status).toBe(202);
      service.clock.advance(60);
    }
    await browser.signIn(OWNER, await browser.open("/otp/request"));
    await service.settled();
    const challenges = await items("challenge#");
    const approvedAt = service.clock.now();
    expect(challenges.find((one) => one.approvedAt === approvedAt)).toMatchObject({ lane: "strangers" });
    expect(known(browser)).toEqual(first);
    expect(await items("ledger#device-")).toMatchObject([
      { usedAt: approvedAt, ttl: approvedAt + 180 * DAY },
    ]);
  });

  it("knows up to eight recipients, the last one first, and keeps them when one signs out", async () => {
    const browser = person(service);
    for (let i = 0; i < 9; i++) {
      const shown = await browser.signIn(`user${i}@example.com`, await browser.open("/otp/request"));
      const form = /name="form" value="([^"]+)"/.exec(shown.text)?.[1] ?? "";
      await browser.submit("/otp/logout", { form });
    }
    expect(new Set(known(browser)).size).toBe(8);
    await service.settled();
    service.clock.advance(HOUR);
    const [newest] = known(browser);
    const asked = await ask("user8@example.com", { deviceToken: newest });
    expect(await laneOf(String(asked.body.challengeId), "user8@example.com")).toMatch(/^device-/);
  });
});

describe("a program", () => {
  it("gets a token where it says that it remembers it, and asks with it", async () => {
    const challenge = await service.challenge();
    expect((await service.post("/otp/verify", challenge)).body).not.toHaveProperty("deviceToken");
    const { deviceToken } = await remembered();
    expect(deviceToken).toMatch(/^[\w-]{22}$/);
    service.clock.advance(31);
    const { body } = await ask(OWNER, { deviceToken });
    expect(await laneOf(String(body.challengeId))).toMatch(/^device-/);
    // The token still holds, so there is no other one.
    await service.settled();
    const again = { challengeId: body.challengeId, code: service.code(OWNER), remember: true };
    expect((await service.post("/otp/verify", again)).body).not.toHaveProperty("deviceToken");
  });

  it.each([
    ["made up", () => Buffer.alloc(16, 7).toString("base64url")],
    ["cut", (token: string) => token.slice(0, -1)],
    ["longer", (token: string) => `${token}A`],
    ["changed", (token: string) => (token.startsWith("A") ? "B" : "A") + token.slice(1)],
    ["empty", () => ""],
    ["no base64url", () => "§§§§"],
  ])("is a stranger with a token that is %s", async (_, of) => {
    const { deviceToken = "" } = await remembered();
    service.clock.advance(31);
    const { status, body } = await ask(OWNER, { deviceToken: of(deviceToken) });
    expect(status).toBe(202);
    expect(await laneOf(String(body.challengeId))).toBe("strangers");
  });

  it("is a stranger with another recipient's token, and with one that is too old", async () => {
    const { deviceToken } = await remembered("other@example.com");
    service.clock.advance(31);
    const foreign = await ask(OWNER, { deviceToken });
    expect(await laneOf(String(foreign.body.challengeId))).toBe("strangers");
    service.clock.advance(180 * DAY - 32);
    const young = await ask("other@example.com", { deviceToken });
    expect(await laneOf(String(young.body.challengeId), "other@example.com")).toMatch(/^device-/);
    service.clock.advance(31);
    const old = await ask("other@example.com", { deviceToken });
    expect(await laneOf(String(old.body.challengeId), "other@example.com")).toBe("strangers");
  });

  it("names the tokens of several users of its device, each of whom is known by their own", async () => {
    const [one, other] = [await remembered(), await remembered("other@example.com")];
    service.clock.advance(31);
    const deviceToken = [one.deviceToken, "made-up", other.deviceToken].join(".");
    for (const recipient of [OWNER, "other@example.com"]) {
      const { body } = await ask(recipient, { deviceToken });
      expect(await laneOf(String(body.challengeId), recipient)).toMatch(/^device-/);
    }
  });

  it("is refused with a token that is longer than any", async () => {
    expect((await ask(OWNER, { deviceToken: "A".repeat(201) })).status).toBe(400);
  });

  it("waits for the cooldown on its device, and is a stranger after three challenges of an hour", async () => {
    const { deviceToken } = await remembered();
    service.clock.advance(31);
    const lanes = [];
    for (let i = 0; i < 4; i++) {
      const { body } = await ask(OWNER, { deviceToken });
      lanes.push((await laneOf(String(body.challengeId))).slice(0, 7));
      if (i < 2) expect((await ask(OWNER, { deviceToken })).body.limit).toBe("cooldown");
      service.clock.advance(31);
    }
    expect(lanes).toEqual(["device-", "device-", "device-", "strange"]);
  });

  it("waits for its own lane, and not for the strangers' day, where both refuse", async () => {
    const { deviceToken } = await remembered();
    await useUpSends();
    const waits = [];
    for (let i = 0; i < 4; i++) {
      waits.push((await ask(OWNER, { deviceToken })).body.retryAfter);
      service.clock.advance(31);
    }
    expect(waits).toEqual([undefined, undefined, undefined, HOUR - 3 * 31]);
  });

  it("may have a challenge of its device sent again, which counts there alone", async () => {
    const { deviceToken } = await remembered();
    service.clock.advance(31);
    const { body } = await ask(OWNER, { deviceToken });
    const before = (await items("ledger")).find(({ sk }) => sk === "ledger");
    service.clock.advance(31);
    expect((await service.post("/otp/resend", { challengeId: body.challengeId })).status).toBe(202);
    const [lane] = await items("ledger#device-");
    expect(lane).toMatchObject({ s1: service.clock.now(), s2: service.clock.now() - 31, c2: 0 });
    expect((await items("ledger")).find(({ sk }) => sk === "ledger")).toEqual(before);
  });

  it("is sent five SMS a day on its device, and then is a stranger", async () => {
    const number = "+14155550123";
    const { deviceToken } = await remembered(number);
    const lanes = [];
    for (let i = 0; i < 6; i++) {
      service.clock.advance(HOUR);
      const { body } = await ask(number, { deviceToken });
      lanes.push((await laneOf(String(body.challengeId), number)).slice(0, 7));
    }
    expect(lanes).toEqual([...Array<string>(5).fill("device-"), "strange"]);
  });
});
