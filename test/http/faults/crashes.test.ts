import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { wrong } from "../../support/service.ts";

let service: ProxiedService;
let serial = 0;
const somebody = () => `customer${++serial}@example.com`;

beforeAll(async () => {
  service = await startProxiedService({}, false);
});
beforeEach(() => service.proxy.reset());

/** Acts as a process that dies right before its call with this index, then lets the service live again. */
async function dyingBefore<T>(index: number, act: () => Promise<T>): Promise<T> {
  service.proxy.reset();
  service.proxy.crashBefore(index);
  const result = await act();
  expect(service.proxy.calls).toHaveLength(index);
  service.proxy.reset();
  return result;
}

async function itemsOf(recipient: string) {
  const { text } = await service.get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
  const items = JSON.parse(text) as Record<string, unknown>[];
  const sends = Object.entries(items.find(({ sk }) => sk === "ledger") ?? {}).filter(
    ([name, at]) => /^s\d+$/.test(name) && at !== 0,
  );
  return { challenges: items.filter(({ sk }) => String(sk).startsWith("challenge#")), sends: sends.length };
}

async function opened(recipient = somebody()) {
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  return { recipient, challengeId, code: await passcodeOf(service.services, challengeId) };
}

describe.each([0, 1, 2])("a request that breaks off before its call %i", (index) => {
  it("is answered 503 with a time to wait, and leaves no half challenge", async () => {
    const recipient = somebody();
    const answer = await dyingBefore(index, () => service.post("/otp/request", { recipient }));
    expect([answer.status, answer.body.type, answer.headers.get("retry-after")]).toEqual([
      503,
      "urn:latchkey:problem:unavailable",
      "5",
    ]);
    expect((await itemsOf(recipient)).challenges).toEqual([]);
    service.clock.advance(30);
    expect((await service.post("/otp/request", { recipient })).status).toBe(202);
  });
});

describe.each([0, 1, 2, 3])(
  "a request with an Idempotency-Key that breaks off before its call %i",
  (index) => {
    it("is finished by its repetition at once, and counts as one send", async () => {
      const recipient = somebody();
      const headers = { "idempotency-key": `key-of-${recipient}` };
      const act = () => service.post("/otp/request", { recipient }, headers);
      expect((await dyingBefore(index, act)).status).toBe(503);
      const [second, third] = [await act(), await act()];
      expect([second.status, third.status]).toEqual([202, 202]);
      expect(third.body.challengeId).toBe(second.body.challengeId);
      const { challenges, sends } = await itemsOf(recipient);
      expect([challenges.length, sends]).toEqual([1, 1]);
      const challengeId = String(second.body.challengeId);
      const code = await passcodeOf(service.services, challengeId);
      expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
    });
  },
);

describe("a right code whose check breaks off", () => {
  it("can be typed again", async () => {
    const { challengeId, code } = await opened();
    expect((await dyingBefore(0, () => service.post("/otp/verify", { challengeId, code }))).status).toBe(503);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });
});

describe.each([0, 1])("a wrong code whose check breaks off before its call %i", (index) => {
  it("never widens the budget", async () => {
    const { challengeId, code } = await opened();
    const guess = () => service.post("/otp/verify", { challengeId, code: wrong(code) });
    expect((await dyingBefore(index, guess)).status).toBe(503);
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push((await guess()).status);
    expect(answers.filter((status) => status === 401)).toHaveLength(5 - index);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(403);
  });
});

describe.each([0, 1, 2])("a resend that breaks off before its call %i", (index) => {
  it("can be asked for again later, and never changes the code or its expiry", async () => {
    const { recipient, challengeId, code } = await opened();
    service.clock.advance(30);
    expect((await dyingBefore(index, () => service.post("/otp/resend", { challengeId }))).status).toBe(503);
    service.clock.advance(30);
    const again = await service.post("/otp/resend", { challengeId });
    expect([again.status, again.body.expiresIn]).toEqual([202, 240]);
    expect((await itemsOf(recipient)).challenges[0]).toMatchObject({ sends: 2 });
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });
});

describe("a sign-out everywhere that breaks off", () => {
  it("can be repeated with the same session until everything has ended", async () => {
    const recipient = somebody();
    const bearers: Record<string, string>[] = [];
    for (let i = 0; i < 3; i++) {
      const { challengeId, code } = await opened(recipient);
      const { status, body } = await service.post("/otp/verify", { challengeId, code });
      expect(status).toBe(200);
      bearers.push({ authorization: `Bearer ${String(body.sessionToken)}` });
      service.clock.advance(30);
    }
    const { challengeId, code } = await opened(recipient);
    const signOut = () => service.post("/otp/logout", { all: true }, bearers[0]);
    for (const index of [0, 1, 2, 3]) expect((await dyingBefore(index, signOut)).status).toBe(503);
    expect((await signOut()).status).toBe(204);
    for (const bearer of bearers) expect((await service.get("/otp/session", bearer)).status).toBe(401);
    const canceled = await service.post("/otp/verify", { challengeId, code });
    expect(canceled.body.type).toBe("urn:latchkey:problem:challenge-canceled");
  });
});

describe("a reply that is lost on its way to the client", () => {
  it("leaves an approved challenge that cannot be approved again", async () => {
    const { challengeId, code } = await opened();
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(410);
  });
});
