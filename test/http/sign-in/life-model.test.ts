import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const TTL = 300;
const COOLDOWN = 30;

/** The life of one challenge as a few numbers: what the service has to agree with after every step. */
interface Model {
  readonly start: number;
  now: number;
  attempts: number;
  sends: number;
  /** Newest first. */
  counted: number[];
  status: "pending" | "approved" | "ended";
  sessionToken: string;
}

interface Real {
  readonly service: TestService;
  readonly recipient: string;
  readonly challengeId: string;
  readonly code: string;
}

type Command = fc.AsyncCommand<Model, Real>;

const expired = ({ start, now }: Model) => now >= start + TTL;
const ancient = ({ start, now }: Model) => now >= start + 600;

/** What a guess or a resend is answered when the challenge is over; undefined while it is open. */
const over = (model: Model) => {
  if (ancient(model)) return 410;
  if (model.status !== "pending" || expired(model)) return 410;
  return model.attempts >= 5 ? 403 : undefined;
};

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => name,
});

const guessWrong = command("wrong code", async (model, { service, challengeId, code }) => {
  const answer = await service.post("/otp/verify", { challengeId, code: wrong(code) });
  const refused = over(model);
  if (refused === undefined) model.attempts += 1;
  expect(answer.status).toBe(refused ?? 401);
  if (refused === undefined) expect(answer.body.attemptsLeft).toBe(5 - model.attempts);
});

const guessRight = command("right code", async (model, { service, challengeId, code }) => {
  const answer = await service.post("/otp/verify", { challengeId, code });
  const refused = over(model);
  expect(answer.status).toBe(refused ?? 200);
  if (refused !== undefined) return;
  model.attempts += 1;
  model.status = "approved";
  model.sessionToken = String(answer.body.sessionToken);
});

const resend = command("resend", async (model, { service, challengeId }) => {
  const answer = await service.post("/otp/resend", { challengeId });
  if (ancient(model)) {
    expect(answer.status).toBe(410);
    return;
  }
  // The challenge is read first: one that takes no send costs its recipient none.
  const refused = over(model) ?? (model.sends >= 4 ? 403 : undefined);
  if (refused !== undefined) {
    expect(answer.status).toBe(refused);
    return;
  }
  const within = (sends: number, seconds: number) => model.now < (model.counted[sends - 1] ?? 0) + seconds;
  if (within(1, COOLDOWN) || within(5, 3600) || within(10, 86_400)) {
    expect(answer.status).toBe(429);
    return;
  }
  model.counted.unshift(model.now);
  model.sends += 1;
  expect(answer.status).toBe(202);
});

const signOut = command("sign out", async (model, { service }) => {
  const answer = await service.post("/otp/logout", {}, { authorization: `Bearer ${model.sessionToken}` });
  expect(answer.status).toBe(204);
  if (model.status === "approved") model.status = "ended";
});

const look = command("look", async (model, { service, recipient, challengeId, code }) => {
  await service.settled();
  const status = await service.post("/otp/status", { challengeId });
  if (ancient(model)) expect(status.status).toBe(410);
  else {
    const derived = expired(model) ? "expired" : model.attempts >= 5 ? "locked" : "pending";
    expect(status.body).toMatchObject({
      status: model.status === "pending" ? derived : model.status,
      attemptsLeft: 5 - model.attempts,
      expiresIn: Math.max(0, model.start + TTL - model.now),
    });
  }
  const session = await service.get("/otp/session", { authorization: `Bearer ${model.sessionToken}` });
  expect(session.status).toBe(model.status === "approved" ? 200 : 401);
  expect(new Set(service.inbox.list(recipient).map(({ text }) => text.slice(0, 6)))).toEqual(new Set([code]));
});

const wait = (seconds: number) =>
  command(`wait ${seconds} s`, async (model, { service }) => {
    service.clock.advance(seconds);
    model.now += seconds;
    return Promise.resolve();
  });

describe("the life of a challenge", () => {
  let service: TestService;
  let serial = 0;
  beforeAll(async () => {
    service = await startTestService();
  });

  it("is that of a simple model, whatever is done in whatever order", async () => {
    const commands = fc.commands(
      [
        fc.constant(guessWrong),
        fc.constant(guessRight),
        fc.constant(resend),
        fc.constant(signOut),
        fc.constant(look),
        fc.constantFrom(1, 29, 30, 31, 60, 120, 299).map(wait),
      ],
      { maxCommands: 25 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (plan) => {
        const recipient = `model${++serial}@example.com`;
        const opened = await service.challenge(recipient);
        const setup = (): { model: Model; real: Real } => {
          const start = service.clock.now();
          return {
            model: {
              start,
              now: start,
              counted: [start],
              attempts: 0,
              sends: 1,
              status: "pending",
              sessionToken: "none",
            },
            real: { service, recipient, ...opened },
          };
        };
        await fc.asyncModelRun(setup, [...plan, look]);
      }),
      { numRuns: 60, seed: 20_261_123 },
    );
  }, 60_000);
});
