import { describe, expect, it } from "@jest/globals";
import { person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService, wrong } from "../../support/service.ts";

/** As a stage has them that says nothing else, but for what an attacker with enough networks gets around: their share. */
const DEPLOYED = { ...DEPLOYED_LIMITS, originPerRecipientPerDay: 10 };
const BOTH = { codeFormats: ["digits", "base32"] };
const HOUR = 3600;
const DAY = 86_400;

let networks = 0;

/** Asks through a server that names another network each time: an attacker who has as many as are needed. */
function askAnywhere(service: TestService, recipient: string, body: object = BOTH) {
  const clientIp = `198.51.${Math.floor(++networks / 250) % 250}.${(networks % 250) + 1}`;
  return service.post(
    "/server/otp/request",
    { recipient, clientIp, ...body },
    { "x-api-key": "local-server-key" },
  );
}

/** Guesses on a challenge until it takes no more. @returns how many were counted */
async function guess(service: TestService, { challengeId, codeFormat, codeLength }: Asked, count = 5) {
  const code = codeFormat === "digits" ? "1".repeat(codeLength) : "1".repeat(13);
  let counted = 0;
  for (let i = 0; i < count; i++)
    if ((await service.post("/otp/verify", { challengeId, code })).status === 401) counted += 1;
  return counted;
}

interface Asked {
  readonly challengeId: string;
  readonly codeFormat: "digits" | "base32";
  readonly codeLength: number;
}

/** Asks for ten codes a day, as far as the limits allow it, and guesses five times at each. */
async function attackFor(service: TestService, days: number, recipient: (turn: number) => string) {
  let counted = 0;
  for (let turn = 0; turn < days * 10; turn++) {
    const { status, body } = await askAnywhere(service, recipient(turn));
    if (status === 202) counted += await guess(service, body as unknown as Asked);
    service.clock.advance(turn % 10 === 9 ? 15 * HOUR : HOUR);
  }
  return counted;
}

describe("somebody who guesses wrong on purpose", () => {
  it("locks no person out: the owner gets a longer code, on a page and by a program", async () => {
    const service = await startTestService({ limits: DEPLOYED });
    const counted = await attackFor(service, 2, () => "owner@example.com");
    expect(counted).toBeGreaterThanOrEqual(75);
    service.clock.advance(DAY);
    const browser = person(service);
    const { text } = await browser.ask("owner@example.com");
    expect(text).toContain("13 letters and digits");
    expect((await browser.signIn("owner@example.com", undefined)).text).toContain("You are signed in");
    service.clock.advance(HOUR);
    const challenge = await service.challenge("owner@example.com", BOTH);
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
  });

  it("locks no person out by plus-tags", async () => {
    const service = await startTestService({ limits: DEPLOYED });
    expect(await attackFor(service, 2, (turn) => `owner+${turn}@example.com`)).toBeGreaterThanOrEqual(60);
    service.clock.advance(DAY);
    const challenge = await service.challenge("owner@example.com", BOTH);
    expect(challenge.code).toHaveLength(15);
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
  });

  it("does not even make a customer's codes longer by plus-tags of a registered service", async () => {
    const service = await startTestService({ registration: "registered", limits: DEPLOYED });
    await service.post("/_local/customers", { recipient: "owner@example.com", customerId: "c-1" });
    expect(await attackFor(service, 2, (turn) => `owner+${turn}@example.com`)).toBeGreaterThanOrEqual(75);
    const challenge = await service.challenge("owner@example.com", BOTH);
    expect(challenge.code).toHaveLength(6);
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
  });
});

describe("the guesses at codes of six digits", () => {
  /** The most that were counted in any thirty days. */
  const most = (times: readonly number[]) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 30 * DAY).length));

  it("are at most 44 in any thirty days for an attacker who waits, though the owner signs in daily", async () => {
    const service = await startTestService({ limits: DEPLOYED });
    const recipient = "daily@example.com";
    const times: number[] = [];
    const guessSix = async (asked: Asked, count: number) => {
      if (asked.codeLength !== 6) return;
      const counted = await guess(service, asked, count);
      for (let i = 0; i < counted; i++) times.push(service.clock.now());
    };
    const ask = async () => (await askAnywhere(service, recipient)).body as unknown as Asked;
    let last = -Infinity;
    for (let day = 0; day < 64; day++) {
      const challenge = await service.challenge(recipient, BOTH);
      expect((await service.post("/otp/verify", challenge)).status).toBe(200);
      await service.settled();
      service.clock.advance(2 * HOUR);
      const quiet = service.clock.now() - last >= 30 * DAY;
      if (quiet) {
        // Nineteen first, then as many as an hour's challenges hold: all of them are asked for before a guess.
        for (const count of [5, 5, 5, 4]) {
          await guessSix(await ask(), count);
          service.clock.advance(31);
        }
        service.clock.advance(2 * HOUR);
        const open = [];
        for (let i = 0; i < 5; i++) {
          open.push(await ask());
          service.clock.advance(31);
        }
        for (const asked of open) await guessSix(asked, 5);
        last = service.clock.now();
      }
      service.clock.advance(22 * HOUR);
    }
    expect(most(times)).toBe(44);
    expect(times.length).toBeLessThanOrEqual(3 * 44);
  });

  it("are as few for an attacker who never stops", async () => {
    const service = await startTestService({ limits: DEPLOYED });
    const times: number[] = [];
    for (let day = 0; day < 40; day++) {
      const challenge = await service.challenge("pressed@example.com", BOTH);
      expect((await service.post("/otp/verify", challenge)).status).toBe(200);
      await service.settled();
      for (let turn = 0; turn < 3; turn++) {
        service.clock.advance(2 * HOUR);
        const asked = (await askAnywhere(service, "pressed@example.com")).body as unknown as Asked;
        const counted = await guess(service, asked);
        if (asked.codeLength === 6) for (let i = 0; i < counted; i++) times.push(service.clock.now());
      }
      service.clock.advance(18 * HOUR);
    }
    // Twenty, and twenty more once 30 days have passed: guesses at the long codes between do not count.
    expect([times.length, most(times)]).toEqual([40, 20]);
  });
});

describe("an owner who mistypes", () => {
  it("keeps short codes, since a success takes back the wrong guesses of its own challenge", async () => {
    const service = await startTestService();
    for (let day = 0; day < 10; day++) {
      const { challengeId, code } = await service.challenge("mistypes@example.com", BOTH);
      expect(code).toHaveLength(6);
      for (let i = 0; i < 4; i++) await service.post("/otp/verify", { challengeId, code: wrong(code) });
      expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
      await service.settled();
      service.clock.advance(DAY);
    }
  });

  it("and gives up keeps them too, unless it happens often; a month later all is forgotten", async () => {
    const service = await startTestService();
    const lengths = [];
    for (let day = 0; day < 5; day++) {
      const { challengeId, code } = await service.challenge("gives-up@example.com", BOTH);
      lengths.push(code.length);
      for (let i = 0; i < 5; i++) await service.post("/otp/verify", { challengeId, code: wrong(code) });
      service.clock.advance(DAY);
    }
    expect(lengths).toEqual([6, 6, 6, 6, 15]);
    service.clock.advance(29 * DAY);
    expect((await service.challenge("gives-up@example.com", BOTH)).code).toHaveLength(6);
  });
});

describe("a client that takes digits alone", () => {
  it.each([
    [{}, [6, 10]],
    [{ limits: { strongAfterFailures: "off" } }, [6, 6]],
  ])("gets ten of them after guessing, and nothing after more of it: %j", async (settings, lengths) => {
    const service = await startTestService(settings);
    const ask = async () => service.post("/otp/request", { recipient: "digits@example.com" });
    const seen: number[] = [];
    const failUntil = async (failures: number) => {
      for (let left = failures; left > 0;) {
        const { body } = await ask();
        seen.push(Number(body.codeLength));
        left -= await guess(service, body as unknown as Asked, Math.min(5, left));
        service.clock.advance(3 * HOUR);
      }
    };
    await failUntil(36);
    expect([...new Set(seen)]).toEqual([...new Set(lengths)]);
    await failUntil(1);
    const refused = await ask();
    expect([refused.status, refused.body.limit]).toEqual([429, "locked"]);
    expect(refused.body.retryAfter).toBe(30 * DAY - 3 * HOUR);
    expect(refused.headers.get("ratelimit-policy")).toBe('"locked";q=37;w=2592000');
    const page = await service.post("/otp/request", { recipient: "digits@example.com", ...BOTH });
    expect(page.status).toBe("limits" in settings ? 429 : 202);
    service.clock.advance(Number(refused.body.retryAfter));
    expect((await ask()).body.codeLength).toBe(6);
  });
});

describe("a test recipient", () => {
  it("keeps its digits, and gets no more of them after a hundred wrong guesses", async () => {
    const testRecipients = [{ recipient: "review@example.com", code: "012345" }];
    const service = await startTestService({ testRecipients });
    const ask = () => service.post("/otp/request", { recipient: "review@example.com", ...BOTH });
    for (let turn = 0; turn < 20; turn++) {
      const { body } = await ask();
      expect(body).toMatchObject({ codeFormat: "digits", codeLength: 6 });
      expect(await guess(service, body as unknown as Asked)).toBe(5);
      service.clock.advance(3 * HOUR);
    }
    expect(await ask()).toMatchObject({ status: 429, body: { limit: "locked" } });
    service.clock.advance(30 * DAY);
    expect((await ask()).status).toBe(202);
  });
});

it("keeps no user's codes long by wrong guesses at the long ones", async () => {
  const service = await startTestService({ limits: DEPLOYED });
  const ask = async () => (await askAnywhere(service, "forgetful@example.com")).body as unknown as Asked;
  await attackFor(service, 1, () => "forgetful@example.com");
  for (let day = 0; day < 29; day++) {
    expect(await guess(service, await ask())).toBe(5);
    service.clock.advance(DAY);
  }
  service.clock.advance(DAY);
  expect((await ask()).codeLength).toBe(6);
});
