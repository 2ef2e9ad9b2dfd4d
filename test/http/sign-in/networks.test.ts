import { describe, expect, it } from "@jest/globals";
import { person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";

const DEPLOYED = { limits: DEPLOYED_LIMITS };
const BOTH = { codeFormats: ["digits", "base32"] };
const KEY = { "x-api-key": "local-server-key" };
const HOUR = 3600;
const DAY = 86_400;

let serial = 0;
const somebody = () => `one${++serial}@example.com`;

/** Asks in the name of a network, through the owner's server. */
const askFrom = (service: TestService, clientIp: string, body: object = {}) =>
  service.post("/server/otp/request", { recipient: somebody(), clientIp, ...BOTH, ...body }, KEY);

/** Guesses at six digits until the challenge takes no more. @returns how many were counted */
async function guess(service: TestService, { challengeId }: Record<string, unknown>, count = 5) {
  let counted = 0;
  for (let i = 0; i < count; i++)
    if ((await service.post("/otp/verify", { challengeId, code: "111111" })).status === 401) counted += 1;
  return counted;
}

describe("a network whose codes are guessed at", () => {
  it("is sent strong codes from an hour's wrong guesses on, and is never refused for them", async () => {
    const service = await startTestService(DEPLOYED);
    const lengths: unknown[] = [];
    for (let turn = 0; turn < 8; turn++) {
      const { status, body } = await askFrom(service, "203.0.113.1");
      expect(status).toBe(202);
      lengths.push(body.codeLength);
      await guess(service, body);
    }
    expect(lengths).toEqual([6, 6, 6, 6, 13, 13, 13, 13]);
    expect((await askFrom(service, "203.0.113.1", { codeFormats: ["digits"] })).body).toMatchObject({
      codeFormat: "digits",
      codeLength: 10,
    });
    // Another network, and the same one once the hour's guesses are outlived.
    expect((await askFrom(service, "203.0.113.2")).body.codeLength).toBe(6);
    service.clock.advance(1);
    expect((await askFrom(service, "203.0.113.1")).body.codeLength).toBe(6);
  });

  it("is the one that asked, whichever networks type the guesses", async () => {
    const service = await startTestService({
      ...DEPLOYED,
      proxy: { networks: ["127.0.0.0/8", "::1/128"] },
    });
    const from = (address: string) => ({ "x-forwarded-for": address });
    const ask = (address: string) =>
      service.post("/otp/request", { recipient: somebody(), ...BOTH }, from(address));
    for (let turn = 0; turn < 4; turn++) {
      const { challengeId } = (await ask("203.0.113.1")).body;
      for (let i = 0; i < 5; i++)
        await service.post(
          "/otp/verify",
          { challengeId, code: "111111" },
          from(`198.51.100.${turn * 5 + i}`),
        );
    }
    expect((await ask("203.0.113.1")).body.codeLength).toBe(13);
    expect((await ask("198.51.100.7")).body.codeLength).toBe(6);
  });

  it("signs its owner in all the same, on a page", async () => {
    const service = await startTestService(DEPLOYED);
    for (let turn = 0; turn < 4; turn++)
      await guess(service, (await service.post("/otp/request", { recipient: somebody() })).body);
    const browser = person(service);
    const { text } = await browser.ask("owner@example.com");
    expect(text).toContain("13 letters and digits");
    expect((await browser.signIn("owner@example.com", undefined)).text).toContain("You are signed in");
  });

  it("is sent digits where the owner wants them always", async () => {
    const service = await startTestService({
      limits: { ...DEPLOYED.limits, strongAfterFailures: "off" },
    });
    for (let turn = 0; turn < 6; turn++) {
      const { body } = await askFrom(service, "203.0.113.1");
      expect(body.codeLength).toBe(6);
      await guess(service, body);
    }
  });

  it("gets no more than 750 guesses in any 24 hours, with as many recipients as it likes", async () => {
    const service = await startTestService(DEPLOYED);
    const times: number[] = [];
    for (let minute = 0; minute < 26 * 60; minute += 20) {
      // What comes as a strong code is left, and so is what is refused.
      for (let short = true; short;) {
        const { status, body } = await askFrom(service, "203.0.113.1");
        short = status === 202 && body.codeLength === 6;
        const made = short ? await guess(service, body) : 0;
        for (let i = 0; i < made; i++) times.push(service.clock.now());
      }
      service.clock.advance(1200);
    }
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + DAY).length));
    expect(most).toBeLessThanOrEqual(750);
    expect(times.length).toBeGreaterThan(480);
  }, 120_000);
});

describe("an IPv6 network", () => {
  const FEW = { limits: { ...DEPLOYED_LIMITS, originPerHour: 2 } };

  it("of a /48 has eight times the sends of a /64 of it, and fails like one", async () => {
    const service = await startTestService(FEW);
    const statuses: number[] = [];
    for (let net = 1; net <= 9; net++)
      for (let i = 0; i < 2; i++)
        statuses.push((await askFrom(service, `2001:db8:1:${net}::${i + 1}`)).status);
    expect(statuses).toEqual([...Array<number>(16).fill(202), 429, 429]);
    const refused = await askFrom(service, "2001:db8:1:ff::1");
    expect([refused.body.limit, refused.body.retryAfter]).toEqual(["origin", 3000]);
    expect((await askFrom(service, "2001:db8:2:1::1")).status).toBe(202);
    // What one /64 is refused costs the others nothing.
    const other = await startTestService(FEW);
    for (let i = 0; i < 20; i++) await askFrom(other, "2001:db8:1:1::1");
    expect((await askFrom(other, "2001:db8:1:2::1")).status).toBe(202);
  });

  it("of a /48 is sent strong codes after eight times the guesses of a /64", async () => {
    const service = await startTestService({ limits: { ...DEPLOYED_LIMITS, originWrongPerHour: 4 } });
    const lengths: unknown[] = [];
    for (let net = 1; net <= 9; net++) {
      const { body } = await askFrom(service, `2001:db8:1:${net}::1`);
      lengths.push(body.codeLength);
      if (net <= 8) expect(await guess(service, body, 4)).toBe(4);
    }
    expect(lengths).toEqual([...Array<number>(8).fill(6), 13]);
    expect((await askFrom(service, "2001:db8:2:1::1")).body.codeLength).toBe(6);
  });
});

describe("the owner's server that names no user's address", () => {
  const askAsServer = (service: TestService, body: object = {}) =>
    service.post("/server/otp/request", { recipient: somebody(), ...BOTH, ...body }, KEY);

  it("is not counted, and no network is for what it asks", async () => {
    const service = await startTestService({ limits: { ...DEPLOYED_LIMITS, originPerHour: 1 } });
    const first = await askAsServer(service);
    for (let i = 0; i < 9; i++) expect((await askAsServer(service)).status).toBe(202);
    await guess(service, first.body);
    const items = JSON.parse((await service.get("/_local/items")).text) as { pk: string; origin?: string }[];
    expect(items.filter(({ pk, origin }) => pk.startsWith("origin#") || origin !== undefined)).toEqual([]);
    service.clock.advance(31);
    const { challengeId } = (await askAsServer(service)).body;
    service.clock.advance(31);
    expect((await service.post("/server/otp/resend", { challengeId }, KEY)).status).toBe(202);
    // Its address is one like any other where it asks as one.
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(202);
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(429);
  });

  it("is not struck by a click on a message that it had sent", async () => {
    let link = "";
    const service = await startTestService(DEPLOYED, {
      override: ({ compose }) => ({
        compose: (facts) => {
          link = facts.cancelUrl ?? "";
          return compose(facts);
        },
      }),
    });
    await askAsServer(service);
    await service.settled();
    const t = new URL(link).searchParams.get("t");
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    expect((await service.get("/_local/items")).text).not.toContain("struckAt");
  });
});

describe("a network that asks for messages that have a price", () => {
  it("gets twenty of them an hour, and others beside them", async () => {
    const service = await startTestService(DEPLOYED);
    const number = () => `+1 415 555 0${100 + (++serial % 100)}`;
    const texts: number[] = [];
    for (let i = 0; i < 21; i++)
      texts.push((await service.post("/otp/request", { recipient: number() })).status);
    expect(texts).toEqual([...Array<number>(20).fill(202), 429]);
    const refused = await service.post("/otp/request", { recipient: number() });
    expect(refused.body).toMatchObject({ limit: "origin", retryAfter: 3000 });
    expect(refused.headers.get("ratelimit-policy")).toContain('"origin";q=20;w=3600');
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(202);
    service.clock.advance(HOUR);
    expect((await service.post("/otp/request", { recipient: number() })).status).toBe(202);
  });
});

describe('clicks on "this was not me"', () => {
  it("strike the network that asked once an hour at most: three close no address that others share", async () => {
    const links: string[] = [];
    const service = await startTestService(DEPLOYED, {
      override: ({ compose }) => ({
        compose: (facts) => {
          links.push(facts.cancelUrl ?? "");
          return compose(facts);
        },
      }),
    });
    for (let i = 0; i < 3; i++) await service.challenge(somebody());
    for (const link of links) await service.post("/otp/not-me", { t: new URL(link).searchParams.get("t") });
    const statuses = [];
    for (let i = 0; i < 18; i++)
      statuses.push((await service.post("/otp/request", { recipient: somebody() })).status);
    // Three sends and one strike of ten leave seventeen of thirty.
    expect(statuses.filter((status) => status === 202)).toHaveLength(17);
  });
});
