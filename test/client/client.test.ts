import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_SERVER_KEY } from "../../bin/local/front.ts";
import {
  type Approval,
  type Client,
  type ClientError,
  createClient,
  type FactorRequired,
  type Result,
} from "../../client/src/client.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";

let service: TestService;
let client: Client;
let count = 0;
beforeAll(async () => {
  service = await startTestService();
  client = createClient({ baseUrl: `${service.url}/` });
});

/** The value of a call that has to succeed. */
async function value<Value>(calling: Promise<Result<Value>>): Promise<Value> {
  const result = await calling;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The approval of a call that has to sign in. */
async function approved(calling: Promise<Result<Approval | FactorRequired>>): Promise<Approval> {
  const answer = await value(calling);
  if (answer.status !== "approved") throw new Error("a second step is asked for");
  return answer;
}

/** The error of a call that has to fail. */
async function error(calling: Promise<Result<unknown>>): Promise<ClientError> {
  const result = await calling;
  if (result.ok) throw new Error(JSON.stringify(result.value));
  return result.error;
}

async function challenge(recipient = `anna${++count}@example.com`) {
  const { challengeId } = await value(client.request({ recipient }));
  await service.settled();
  return { challengeId, code: service.code(recipient) };
}

describe("the client of a person who signs in", () => {
  it("walks from the request to the end of the session", async () => {
    const asked = await value(client.request({ recipient: "walker@example.com", locale: "en" }));
    expect(asked).toMatchObject({ channel: "email", recipient: "w***@example.com", codeLength: 6 });
    await service.settled();
    const { challengeId } = asked;
    expect(await value(client.status({ challengeId }))).toMatchObject({
      status: "pending",
      delivery: { state: "sent" },
    });
    const approval = await approved(client.verify({ challengeId, code: service.code("walker@example.com") }));
    expect(approval).toMatchObject({ status: "approved", tokenType: "Bearer" });
    const session = await value(client.session(approval.sessionToken));
    expect(session).toMatchObject({ active: true, subject: approval.subject, amr: ["otp"] });
    expect(await client.logout({ credential: String(approval.sessionToken) })).toMatchObject({ ok: true });
    expect(await error(client.session(approval.sessionToken))).toMatchObject({
      type: "no-session",
      status: 401,
    });
  });

  it("sends the same code again", async () => {
    const { challengeId, code } = await challenge("again@example.com");
    service.clock.advance(30);
    expect((await value(client.resend({ challengeId }))).challengeId).toBe(challengeId);
    await service.settled();
    expect(service.inbox.list("again@example.com").length).toBe(2);
    expect(service.code("again@example.com")).toBe(code);
  });

  it("ends every session of the person when asked for all", async () => {
    const first = await challenge("twice@example.com");
    const { sessionToken: one } = await approved(client.verify(first));
    service.clock.advance(30);
    const { sessionToken: two } = await approved(client.verify(await challenge("twice@example.com")));
    await value(client.logout({ credential: String(two), all: true }));
    expect(await error(client.session(one))).toMatchObject({ type: "no-session" });
  });
});

describe("the client of a server with a key", () => {
  it("may name the user's network and a transaction", async () => {
    const server = createClient({ baseUrl: service.url, apiKey: LOCAL_SERVER_KEY });
    const recipient = "payer@example.com";
    const transaction = { amount: "EUR 20", payee: "Waste Ltd" };
    const { challengeId } = await value(server.request({ recipient, clientIp: "192.0.2.7", transaction }));
    await service.settled();
    expect(service.inbox.list(recipient)[0]?.text).toContain("Waste Ltd");
    const approval = await approved(server.verify({ challengeId, code: service.code(recipient) }));
    expect(approval.sessionToken).toBeUndefined();
  });

  it("is told when the key is wrong", async () => {
    const server = createClient({ baseUrl: service.url, apiKey: "no-such-key" });
    expect(await error(server.request({ recipient: "a@example.com" }))).toMatchObject({ type: "forbidden" });
  });
});

describe("a refused call", () => {
  it.each<[ClientError["type"], object, () => Promise<Result<unknown>>]>([
    ["invalid-request", { status: 400 }, () => client.request({ recipient: "nobody" })],
    ["challenge-not-found", { status: 404 }, () => client.status({ challengeId: "AAAA" })],
    [
      "incorrect-code",
      { attemptsLeft: 4 },
      async () => {
        const { challengeId, code } = await challenge();
        return client.verify({ challengeId, code: wrong(code) });
      },
    ],
    [
      "challenge-used",
      { status: 410 },
      async () => {
        const approved = await challenge();
        await client.verify(approved);
        return client.verify(approved);
      },
    ],
    [
      "challenge-expired",
      { status: 410 },
      async () => {
        const old = await challenge();
        service.clock.advance(301);
        return client.verify(old);
      },
    ],
    [
      "rate-limited",
      { retryAfter: 30, limit: "cooldown" },
      async () => client.resend({ challengeId: (await challenge()).challengeId }),
    ],
    [
      "idempotency-mismatch",
      { status: 422 },
      async () => {
        const idempotencyKey = "0123456789abcdef";
        await client.request({ recipient: "one@example.com" }, { idempotencyKey });
        return client.request({ recipient: "two@example.com" }, { idempotencyKey });
      },
    ],
    ["channel-disabled", {}, () => client.request({ recipient: "+14155550123", channel: "whatsapp" })],
    ["too-large", { status: 413 }, () => client.verify({ challengeId: "x".repeat(20_000), code: "000000" })],
  ])("answers %s with what it has to say", async (type, members, calling) => {
    const refused = await error(calling());
    expect(refused).toMatchObject({ type, ...members });
    expect(refused.detail).not.toBe("");
  });

  it("names the field that is wrong", async () => {
    const refused = await error(client.request({ recipient: "nobody" }));
    expect(refused.type === "invalid-request" && refused.errors).toMatchObject([{ path: "recipient" }]);
  });
});
