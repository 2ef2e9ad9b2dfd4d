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

/** Acts once undisturbed and once for each of its calls with that call's reply lost; the answer and the table must be the same. */
async function undisturbed<T>(
  prepare: () => Promise<T>,
  act: (given: T) => Promise<{ status: number }>,
  look: (given: T) => Promise<unknown>,
) {
  const given = await prepare();
  service.proxy.reset();
  const expected = { status: (await act(given)).status, calls: service.proxy.calls.length };
  const expectedLook = await look(given);
  for (let index = 0; index < expected.calls; index++) {
    const again = await prepare();
    service.proxy.reset();
    service.proxy.loseReply(index);
    const { status } = await act(again);
    expect({ index, status, repeated: service.proxy.calls.length > expected.calls }).toEqual({
      index,
      status: expected.status,
      repeated: true,
    });
    service.proxy.reset();
    expect({ index, look: await look(again) }).toEqual({ index, look: expectedLook });
  }
  return expected;
}

async function opened() {
  const recipient = somebody();
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  return { recipient, challengeId, code: await passcodeOf(service.services, challengeId) };
}

/** What the table says of a recipient, without what differs from one to the next. */
async function table(recipient: string) {
  const { text } = await service.get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
  const items = JSON.parse(text) as Record<string, unknown>[];
  return items
    .map(({ sk, status, attempts, sends, failures, s1, s2, sessionEndsAt }) => ({
      kind: String(sk).split("#")[0],
      status,
      attempts,
      sends,
      failures,
      registered: [s1, s2].filter((time) => Number(time) > 0).length,
      session: sessionEndsAt !== undefined,
    }))
    .sort((a, b) => String(a.kind).localeCompare(String(b.kind)));
}

describe("a write whose reply is lost and which the client library repeats", () => {
  it("changes nothing for a request", async () => {
    const result = await undisturbed(
      () => Promise.resolve({ recipient: somebody() }),
      ({ recipient }) => service.post("/otp/request", { recipient }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 202, calls: 3 });
  });

  it("changes nothing for a request with an Idempotency-Key", async () => {
    const result = await undisturbed(
      () => Promise.resolve({ recipient: somebody() }),
      ({ recipient }) =>
        service.post("/otp/request", { recipient }, { "idempotency-key": `key-of-${recipient}` }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 202, calls: 4 });
  });

  it("changes nothing for a right code", async () => {
    const result = await undisturbed(
      opened,
      ({ challengeId, code }) => service.post("/otp/verify", { challengeId, code }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 200, calls: 1 });
  });

  it("changes nothing for a wrong code", async () => {
    const result = await undisturbed(
      opened,
      ({ challengeId, code }) => service.post("/otp/verify", { challengeId, code: wrong(code) }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 401, calls: 3 });
  });

  it("changes nothing for a resend", async () => {
    const result = await undisturbed(
      async () => {
        const challenge = await opened();
        service.clock.advance(30);
        return challenge;
      },
      ({ challengeId }) => service.post("/otp/resend", { challengeId }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 202, calls: 4 });
  });

  it("changes nothing for a sign-out", async () => {
    const result = await undisturbed(
      async () => {
        const challenge = await opened();
        const { body } = await service.post("/otp/verify", {
          challengeId: challenge.challengeId,
          code: challenge.code,
        });
        return { ...challenge, authorization: `Bearer ${String(body.sessionToken)}` };
      },
      ({ authorization }) => service.post("/otp/logout", {}, { authorization }),
      ({ recipient }) => table(recipient),
    );
    expect(result).toEqual({ status: 204, calls: 1 });
  });

  it("counts a network's send once", async () => {
    const before = await originSends();
    service.proxy.reset();
    service.proxy.loseReply(0);
    await service.post("/otp/request", { recipient: somebody() });
    expect(service.proxy.calls[1]).toBe("UpdateItem");
    expect((await originSends()) - before).toBe(1);
  });
});

async function originSends(): Promise<number> {
  const items = JSON.parse((await service.get("/_local/items")).text) as Record<string, unknown>[];
  return items
    .filter(({ pk }) => String(pk).startsWith("origin#"))
    .flatMap((item) => Object.entries(item).filter(([name]) => name.startsWith("sends#")))
    .reduce((sum, [, sends]) => sum + Number(sends), 0);
}
