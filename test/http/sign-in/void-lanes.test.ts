import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

const HOUR = 3600;

let service: TestService;
/** The links of the messages that went out, by recipient. */
const links = new Map<string, string | undefined>();
let serial = 0;
const somebody = () => `owner${++serial}@example.com`;

beforeAll(async () => {
  service = await startTestService(
    {},
    {
      override: ({ compose }) => ({
        compose: (facts) => {
          links.set(facts.address, facts.cancelUrl);
          return compose(facts);
        },
      }),
    },
  );
});

/** Signs in as a program that is known from then on. */
async function signIn(recipient: string, body: object = {}) {
  const challenge = await service.challenge(recipient, body);
  const link = links.get(recipient) ?? "";
  const answer = await service.post("/otp/verify", { ...challenge, remember: true });
  await service.settled();
  service.clock.advance(HOUR);
  const { deviceToken, sessionToken } = answer.body as { deviceToken: string; sessionToken: string };
  return { deviceToken, sessionToken, link };
}

async function click(link: string) {
  const t = new URL(link).searchParams.get("t") ?? "";
  expect((await service.post("/otp/not-me", { t })).status).toBe(204);
  await service.settled();
}

const everywhere = async (sessionToken: string) => {
  const authorization = `Bearer ${sessionToken}`;
  expect((await service.post("/otp/logout", { all: true }, { authorization })).status).toBe(204);
  await service.settled();
};

async function challenges(recipient: string) {
  const { text } = await service.get(`/_local/items?recipient=${recipient}`);
  return (JSON.parse(text) as { sk: string; lane: string; createdAt: number }[])
    .filter(({ sk }) => sk.startsWith("challenge#"))
    .sort((a, b) => b.createdAt - a.createdAt);
}

/** Whether a device is still known: a code that is asked for with it counts there. */
async function isKnown(recipient: string, deviceToken: string) {
  service.clock.advance(60);
  expect((await service.post("/otp/request", { recipient, deviceToken })).status).toBe(202);
  return (await challenges(recipient))[0]?.lane.startsWith("device-");
}

describe("a sign-out everywhere", () => {
  it("makes every device unknown, and one that signs in later is known again", async () => {
    const recipient = somebody();
    const [first, second] = [await signIn(recipient), await signIn(recipient)];
    expect(await isKnown(recipient, first.deviceToken)).toBe(true);
    await everywhere(second.sessionToken);
    for (const { deviceToken } of [first, second]) expect(await isKnown(recipient, deviceToken)).toBe(false);
    service.clock.advance(HOUR);
    const third = await signIn(recipient);
    expect(third.deviceToken).not.toBe(first.deviceToken);
    expect(await isKnown(recipient, third.deviceToken)).toBe(true);
    expect(await isKnown(recipient, first.deviceToken)).toBe(false);
  });

  it("leaves devices of others alone, and so does a plain sign-out", async () => {
    const [mine, theirs] = [somebody(), somebody()];
    const [me, they] = [await signIn(mine), await signIn(theirs)];
    await everywhere(me.sessionToken);
    expect(await isKnown(theirs, they.deviceToken)).toBe(true);
    const authorization = `Bearer ${they.sessionToken}`;
    expect((await service.post("/otp/logout", {}, { authorization })).status).toBe(204);
    await service.settled();
    expect(await isKnown(theirs, they.deviceToken)).toBe(true);
  });
});

describe('"this was not me"', () => {
  it("about a session makes every device unknown, once: a link that is clicked again takes no later one", async () => {
    const recipient = somebody();
    const [thief, owner] = [await signIn(recipient), await signIn(recipient)];
    await click(thief.link);
    for (const { deviceToken } of [thief, owner]) expect(await isKnown(recipient, deviceToken)).toBe(false);
    service.clock.advance(HOUR);
    const again = await signIn(recipient);
    for (let i = 0; i < 3; i++) await click(thief.link);
    expect(await isKnown(recipient, again.deviceToken)).toBe(true);
  });

  it("about a code that was not used makes that device alone unknown that it was asked for on", async () => {
    const recipient = somebody();
    const [copied, other] = [await signIn(recipient), await signIn(recipient)];
    await service.challenge(recipient);
    await click(links.get(recipient) ?? "");
    expect(await isKnown(recipient, copied.deviceToken)).toBe(true);
    service.clock.advance(60);
    await service.challenge(recipient, { deviceToken: copied.deviceToken });
    await click(links.get(recipient) ?? "");
    expect(await isKnown(recipient, copied.deviceToken)).toBe(false);
    expect(await isKnown(recipient, other.deviceToken)).toBe(true);
  });
});
