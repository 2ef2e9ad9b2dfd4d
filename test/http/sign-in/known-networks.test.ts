import { beforeEach, describe, expect, it } from "@jest/globals";
import { BOTH, OWNER } from "../../support/lanes.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 86_400;
const HOME = "203.0.113.7";
const KEY = { "x-api-key": "local-server-key" };

let service: TestService;
beforeEach(async () => {
  service = await startTestService({ limits: { originPerHour: 30, originPerRecipientPerDay: 10 } });
});

/** Asks through a server that names the user's network. */
const ask = (clientIp: string, recipient = OWNER, body: object = BOTH) =>
  service.post("/server/otp/request", { recipient, clientIp, ...body }, KEY);

/** Signs in from a network, with what the last message to the recipient said. */
async function verify(challengeId: unknown, recipient = OWNER) {
  await service.settled();
  const answer = await service.post("/otp/verify", { challengeId, code: service.code(recipient) });
  await service.settled();
  return answer.status;
}

async function signIn(clientIp = HOME, recipient = OWNER) {
  const { body } = await ask(clientIp, recipient);
  expect(await verify(body.challengeId, recipient)).toBe(200);
}

let networks = 0;

/** Strangers from as many networks as it takes use up the recipient's day. */
async function useUpSends(recipient = OWNER) {
  for (let i = 0; i < 14; i++) {
    const { status, body } = await ask(`198.51.100.${(++networks % 250) + 1}`, recipient);
    if (status === 429 && Number(body.retryAfter) > HOUR) return;
    service.clock.advance(status === 429 ? Number(body.retryAfter) : 31);
  }
  throw new Error("there is no end of sends");
}

describe("a recipient whose sends of the day strangers have used up", () => {
  it("signs in from a network on which they signed in before, by a code that cannot be guessed", async () => {
    await signIn();
    await useUpSends();
    const { status, body } = await ask(HOME);
    expect([status, body.codeFormat, body.codeLength]).toEqual([202, "base32", 13]);
    expect(await verify(body.challengeId)).toBe(200);
  });

  it("is refused on a new network, and on one of which nothing is known any more", async () => {
    await signIn();
    await useUpSends();
    expect(await ask("203.0.113.8")).toMatchObject({ status: 429, body: { limit: "recipient" } });
    service.clock.advance(30 * DAY);
    await useUpSends();
    expect(await ask(HOME)).toMatchObject({ status: 429, body: { limit: "recipient" } });
  });

  it("may ask three times an hour there, and ten times a day", async () => {
    await signIn();
    await useUpSends();
    const waits = [];
    for (let i = 0; i < 4; i++) {
      waits.push((await ask(HOME)).body.retryAfter);
      service.clock.advance(31);
    }
    // As long as the lane asks for, and not as long as strangers wait.
    expect(waits).toEqual([undefined, undefined, undefined, HOUR - 3 * 31]);
    // Strangers do not rest.
    for (let hour = 0; hour < 6; hour++) {
      service.clock.advance(HOUR);
      await useUpSends().catch(() => undefined);
      for (let i = 0; i < 3; i++) {
        await ask(HOME);
        service.clock.advance(31);
      }
    }
    const { text } = await service.get(`/_local/items?recipient=${OWNER}`);
    const lanes = (JSON.parse(text) as { lane?: string }[]).map(({ lane = "" }) => lane);
    expect(lanes.filter((lane) => lane.startsWith("network-"))).toHaveLength(10);
  });

  it("gets ten digits there where the client takes no letters, until five were wrong", async () => {
    await signIn();
    await useUpSends();
    const { body } = await ask(HOME, OWNER, {});
    expect([body.codeFormat, body.codeLength]).toEqual(["digits", 10]);
    const { challengeId } = body;
    await service.settled();
    const code = wrong(service.code(OWNER));
    for (let i = 0; i < 5; i++)
      expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(401);
    service.clock.advance(31);
    expect((await ask(HOME, OWNER, {})).status).toBe(429);
    expect((await ask(HOME)).status).toBe(202);
  });
});

describe("a network whose hour is used up", () => {
  it("has as many sends again for recipients who signed in there, and no more", async () => {
    const users = Array.from({ length: 29 }, (_, i) => `user${i}@example.com`);
    for (const user of users) await signIn(HOME, user);
    expect((await ask(HOME, "new@example.com")).status).toBe(202);
    expect((await ask(HOME, "newer@example.com")).body.limit).toBe("origin");
    service.clock.advance(31);
    const statuses = [];
    for (const user of [...users, users[0]]) {
      statuses.push((await ask(HOME, user)).status);
      if (statuses.length === 29) service.clock.advance(31);
    }
    expect(statuses).toEqual(Array<number>(30).fill(202));
    expect((await ask(HOME, users[1])).body.limit).toBe("origin");
  });
});

/** The sends of a recipient's network lane. */
async function laneOf(recipient: string) {
  const { text } = await service.get(`/_local/items?recipient=${recipient}`);
  const items = JSON.parse(text) as { sk: string }[];
  return items.find(({ sk }) => sk.startsWith("ledger#network-"));
}

/** Signs three users in at home, and uses up what its strangers may be sent in an hour. */
async function usedUpHome() {
  service = await startTestService({ limits: { originPerHour: 4, originPerRecipientPerDay: 10 } });
  const users = ["one@example.com", "two@example.com", "three@example.com"] as const;
  for (const user of users) await signIn(HOME, user);
  expect((await ask(HOME, "new@example.com")).status).toBe(202);
  service.clock.advance(31);
  return users;
}

describe("a network that has used up its second hour too", () => {
  it("costs a lane no send, by a request or a resend", async () => {
    const [one, two, three] = await usedUpHome();
    const { body } = await ask(HOME, one);
    for (const user of [two, three, two]) {
      expect((await ask(HOME, user)).status).toBe(202);
      service.clock.advance(31);
    }
    const before = [await laneOf(one), await laneOf(three)];
    expect(before).toEqual([expect.anything(), expect.anything()]);
    expect(await ask(HOME, three)).toMatchObject({ status: 429, body: { limit: "origin" } });
    const resent = { challengeId: body.challengeId, clientIp: HOME };
    const refused = await service.post("/server/otp/resend", resent, KEY);
    expect(refused).toMatchObject({ status: 429, body: { limit: "origin" } });
    expect([await laneOf(one), await laneOf(three)]).toEqual(before);
  });

  it("has not used it up by what its lanes refuse, nor by whom it does not know", async () => {
    const [one, two] = await usedUpHome();
    for (let i = 0; i < 3; i++) {
      expect((await ask(HOME, one)).status).toBe(202);
      service.clock.advance(31);
    }
    for (let i = 0; i < 4; i++)
      for (const recipient of [one, `unknown${i}@example.com`])
        expect((await ask(HOME, recipient)).status).toBe(429);
    expect((await ask(HOME, two)).status).toBe(202);
  });
});

describe("a network on which a stranger asks for a user again and again", () => {
  it("has the sends of that user's lane all the same", async () => {
    await signIn();
    service.clock.advance(31);
    expect((await ask(HOME)).status).toBe(202);
    for (let i = 2; i < 30; i++) expect((await ask(HOME)).body.limit).toBe("cooldown");
    expect((await ask(HOME, "new@example.com")).body.limit).toBe("origin");
    service.clock.advance(31);
    expect((await ask(HOME)).status).toBe(202);
  });
});

describe("a resend of what was asked for on a known network", () => {
  it("counts there, and against the network's second hour", async () => {
    await signIn();
    await useUpSends();
    const { body } = await ask(HOME);
    service.clock.advance(31);
    const resent = { challengeId: body.challengeId, clientIp: HOME };
    expect((await service.post("/server/otp/resend", resent, KEY)).status).toBe(202);
    const { text } = await service.get("/_local/items");
    const items = JSON.parse(text) as { sk: string; sends?: number; s1?: number; s2?: number }[];
    // The hour may have turned between the two.
    const counted = items.flatMap((item) =>
      Object.entries(item).flatMap(([name, count]) =>
        name.startsWith("lanes-sends#") ? [Number(count)] : [],
      ),
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(items.find(({ sk }) => sk.startsWith("ledger#network-"))).toMatchObject({
      s1: service.clock.now(),
      s2: service.clock.now() - 31,
      c2: 0,
    });
  });
});
