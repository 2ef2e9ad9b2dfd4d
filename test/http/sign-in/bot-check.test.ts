import { describe, expect, it } from "@jest/globals";
import { createClient } from "../../../client/src/client.ts";
import { solvePuzzle } from "../../../client/src/solve-puzzle.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";

const LIMITS = { ...DEPLOYED_LIMITS, originPerHour: 2, originPaidPerHour: 1 };
const WITH = { limits: LIMITS, botCheck: { use: "pow", cost: 1000 } };
const BOTH = { codeFormats: ["digits", "base32"] };

let serial = 0;
const somebody = () => `one${++serial}@example.com`;

/** A name with dots where the bits of a number are set. */
const dotted = (name: string, bits: number) =>
  name.replace(/./g, (letter, at: number) => ((bits >> at) & 1 ? `${letter}.` : letter));

/** Uses up what the network may ask for. */
async function usedUp(settings: object = WITH): Promise<TestService> {
  const service = await startTestService(settings);
  for (let i = 0; i < 2; i++)
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(202);
  return service;
}

const ask = (service: TestService, recipient: string, botCheck?: string) =>
  service.post("/otp/request", { recipient, ...BOTH, ...(botCheck !== undefined && { botCheck }) });

/** Asks, is refused, and solves the puzzle. */
async function solve(service: TestService, recipient: string): Promise<string> {
  const { status, body } = await ask(service, recipient);
  expect([status, body.limit]).toEqual([429, "origin"]);
  const solution = await solvePuzzle(body.botCheck);
  if (solution === undefined) throw new Error("the refusal has no puzzle");
  return solution;
}

describe("a network that has asked for too much, where the owner has a bot check", () => {
  it("may ask four times as often by solving a puzzle for each request, and gets long codes then", async () => {
    const service = await usedUp();
    for (let i = 0; i < 6; i++) {
      const recipient = somebody();
      const { status, body } = await ask(service, recipient, await solve(service, recipient));
      expect([status, body.codeLength]).toEqual([202, 13]);
    }
    const recipient = somebody();
    const last = await ask(service, recipient, await solve(service, recipient));
    expect([last.status, last.body.limit, last.body.botCheck]).toEqual([429, "origin", undefined]);
  });

  it("may ask for more messages with a price so, too", async () => {
    const service = await startTestService(WITH);
    expect((await service.post("/otp/request", { recipient: "+14155550100" })).status).toBe(202);
    const solution = await solve(service, "+14155550101");
    expect((await ask(service, "+14155550101", solution)).status).toBe(202);
  });

  it("gets one challenge and one message for one solution, however often it is shown", async () => {
    const service = await usedUp();
    const recipient = somebody();
    const solution = await solve(service, recipient);
    const first = await ask(service, recipient, solution);
    await service.settled();
    service.clock.advance(31);
    const again = await ask(service, recipient, solution);
    expect(again.body.challengeId).toBe(first.body.challengeId);
    await service.settled();
    expect(service.inbox.list(recipient)).toHaveLength(1);
    service.clock.advance(120);
    expect((await ask(service, recipient, solution)).status).toBe(429);
  });

  it("gains nothing by a solution for another recipient or a made-up one, and gets no other puzzle for it", async () => {
    const service = await usedUp();
    const solution = await solve(service, somebody());
    for (const given of [solution, "made up", ""]) {
      const { status, body } = await ask(service, somebody(), given);
      expect([given, status, body.limit, body.botCheck]).toEqual([given, 429, "origin", undefined]);
    }
  });

  it.each([
    ["tags", (i: number) => `anna+${i}@example.com`],
    ["dots at Gmail", (i: number) => `${dotted("annamaria", i)}@gmail.com`],
  ])(
    "gains nothing by it for other spellings of one mailbox, whose messages would not be counted: %s",
    async (_how, spelled) => {
      const service = await usedUp();
      const solution = await solve(service, spelled(0));
      const statuses = [];
      for (let i = 0; i < 100; i++) statuses.push((await ask(service, spelled(i), solution)).status);
      expect(statuses).toEqual([202, ...Array<number>(99).fill(429)]);
      expect((await ask(service, "anna@example.com", solution)).body).toMatchObject({ limit: "origin" });
    },
  );

  it("is given no puzzle where it would not help: for one recipient, and for a recipient's own limits", async () => {
    const service = await startTestService({
      ...WITH,
      limits: { ...LIMITS, originPerHour: 30, originPerRecipientPerDay: 1 },
    });
    const recipient = somebody();
    await ask(service, recipient);
    expect((await ask(service, recipient)).body).toMatchObject({ limit: "origin" });
    expect((await ask(service, recipient)).body.botCheck).toBeUndefined();
  });

  it("is asked for nothing before, and a server's own address never is", async () => {
    const service = await usedUp();
    const key = { "x-api-key": "local-server-key" };
    expect((await service.post("/server/otp/request", { recipient: somebody() }, key)).status).toBe(202);
    const fresh = await startTestService(WITH);
    expect((await ask(fresh, somebody(), "needless")).body.codeLength).toBe(6);
  });

  it("is answered in registered mode for a stranger as for a customer", async () => {
    const service = await startTestService({ ...WITH, registration: "registered" });
    await service.post("/_local/customers", { recipient: "known@example.com", customerId: "c-1" });
    for (let i = 0; i < 2; i++) await ask(service, somebody());
    const answers = [];
    for (const recipient of ["known@example.com", "stranger@example.com"]) {
      const { status, body } = await ask(service, recipient, await solve(service, recipient));
      answers.push([status, Object.keys(body).sort(), body.codeLength]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe("a request with an Idempotency-Key and a solution", () => {
  const KEY = { "idempotency-key": "first-0123456789" };
  const askKeyed = (service: TestService, recipient: string, headers: object, botCheck?: string) =>
    service.post("/otp/request", { recipient, ...(botCheck !== undefined && { botCheck }) }, { ...headers });

  it("opens the challenge that its key stands for, so that a retry is answered with it at any time", async () => {
    const service = await usedUp();
    const recipient = somebody();
    const refused = await askKeyed(service, recipient, KEY);
    const solution = (await solvePuzzle(refused.body.botCheck)) ?? "";
    const first = await askKeyed(service, recipient, KEY, solution);
    expect(first.status).toBe(202);
    service.clock.advance(130);
    for (const shown of [solution, undefined]) {
      const again = await askKeyed(service, recipient, KEY, shown);
      expect([again.status, again.body.challengeId]).toEqual([202, first.body.challengeId]);
    }
    await service.settled();
    expect(service.inbox.list(recipient)).toHaveLength(1);
  });

  it("opens one challenge for one solution: with another key, or without one, it is worth nothing", async () => {
    const service = await usedUp();
    const recipient = somebody();
    const refused = await askKeyed(service, recipient, KEY);
    const solution = (await solvePuzzle(refused.body.botCheck)) ?? "";
    const other = { "idempotency-key": "other-0123456789" };
    for (const headers of [other, {}])
      expect((await askKeyed(service, recipient, headers, solution)).body.limit).toBe("origin");
    const unkeyed = await solve(service, recipient);
    expect((await askKeyed(service, recipient, KEY, unkeyed)).body.limit).toBe("origin");
    expect((await askKeyed(service, recipient, KEY, solution)).status).toBe(202);
  });
});

describe("a stage without a bot check", () => {
  it("gives no puzzle, and takes a solution for what it is not", async () => {
    const service = await usedUp({ limits: LIMITS });
    expect((await ask(service, somebody())).body.botCheck).toBeUndefined();
    expect((await ask(service, somebody(), "1.2.3.4")).status).toBe(429);
  });
});

describe("the client's package", () => {
  it("solves the puzzle by itself, and asks once more", async () => {
    const service = await usedUp();
    const client = createClient({ baseUrl: service.url });
    const asked = await client.request({ recipient: somebody() });
    expect(asked).toMatchObject({ ok: true, value: { codeLength: 13 } });
    const without = await usedUp({ limits: LIMITS });
    const refused = await createClient({ baseUrl: without.url }).request({ recipient: somebody() });
    expect(refused).toMatchObject({ ok: false, error: { type: "rate-limited", limit: "origin" } });
  });
});

describe("the page", () => {
  it("has the puzzle for its script, and says without one what to do", async () => {
    const service = await usedUp();
    const browser = person(service);
    const recipient = somebody();
    const refused = await browser.ask(recipient);
    expect(refused.text).toMatch(/<noscript><p class="hint">With JavaScript switched on/);
    const read = (name: string) => new RegExp(`data-${name}="([^"]+)"`).exec(refused.text)?.[1] ?? "";
    const puzzle = {
      use: "pow",
      salt: read("salt"),
      challenge: read("challenge"),
      cost: Number(read("cost")),
    };
    const solution = (await solvePuzzle(puzzle)) ?? "";
    const fields = { ...hiddenOf(refused), channel: "email", email: recipient };
    const posted = await browser.submit("/otp/request", { ...fields, botCheck: solution });
    expect(posted.text).toContain("13 letters and digits");
    // Without a script its field is empty: the person is told how long to wait, and given the puzzle again.
    const other = await browser.ask(somebody(), await browser.open("/otp/request"));
    const again = await browser.submit("/otp/request", {
      ...hiddenOf(other),
      ...{ channel: "email", email: somebody(), botCheck: "" },
    });
    expect(again.text).toContain("Many codes were asked for from your network");
    expect(again.text).toContain('id="bot-check"');
  });
});
