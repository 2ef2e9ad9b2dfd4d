import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { blockCustomer } from "../../../functions/flows/block-customer.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { challengesOf, desk, itemsOf, REGISTERED, twoContacts } from "../../support/blocked.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

/** Sixty sign-ins take their time on a busy machine. */
jest.setTimeout(300_000);

let service: ProxiedService;
beforeAll(async () => {
  service = await startProxiedService(REGISTERED, false);
});
beforeEach(() => service.proxy.reset());

async function pending() {
  const { email, customerId } = await twoContacts(service);
  const { body } = await service.post("/otp/request", { recipient: email });
  const challengeId = String(body.challengeId);
  return { email, customerId, challengeId, code: await passcodeOf(service.services, challengeId) };
}
type Pending = Awaited<ReturnType<typeof pending>>;

const verify = ({ challengeId, code }: Pending) => service.post("/otp/verify", { challengeId, code });

/** What is left of the challenge after both are done: a session that holds, or none. */
async function left({ email }: Pending, answer: Awaited<ReturnType<typeof verify>>) {
  const [challenge] = await challengesOf(service, email);
  const bearer = { authorization: `Bearer ${String(answer.body.sessionToken)}` };
  const holds = answer.status === 200 && (await service.get("/otp/session", bearer)).status === 200;
  return { status: challenge?.status, holds };
}

describe("a code that is typed while its customer is blocked", () => {
  it("leaves no session, 60 times", async () => {
    const answers: Record<number, number> = {};
    for (let i = 0; i < 60; i++) {
      const one = await pending();
      const block = () => desk(service, "block", one.customerId);
      // By turns the first to leave.
      const both = i % 2 === 0 ? [verify(one), block()] : [block(), verify(one)];
      const done = await Promise.all(both);
      const answer = done[i % 2]!;
      answers[answer.status] = (answers[answer.status] ?? 0) + 1;
      const { status, holds } = await left(one, answer);
      expect([i, holds, status === "ended" || status === "canceled"]).toEqual([i, false, true]);
    }
    // Both ends were met: the code came first, and was too late.
    expect(Object.keys(answers).sort()).toEqual(["200", "410"]);
  });
});

/** The desk beside the proxy, so that its calls do not wait for those of the request. */
function blockDirectly({ customerId }: Pick<Pending, "customerId">) {
  const { database, services } = service;
  const { retentionSeconds } = services.settings;
  const storage = dynamoStorage(database.client, { tableName: LOCAL_TABLE, retentionSeconds });
  return blockCustomer({ ...services, storage }, { customer: customerId }, { origin: "desk", by: "test" });
}

describe("a whole block between two calls of a verification", () => {
  it.each([
    ["before the approval", 0, 410, "canceled"],
    ["between approval and look", 1, 410, "ended"],
    ["after the look", 2, 200, "ended"],
  ])("leaves no session: %s", async (_where, index, answered, status) => {
    const one = await pending();
    service.proxy.reset();
    let blocked = false;
    service.proxy.before(index, async () => {
      await blockDirectly(one);
      blocked = true;
    });
    const answer = await verify(one);
    if (index === 2) await blockDirectly(one);
    expect([answer.status, blocked]).toEqual([answered, index < 2]);
    expect(await left(one, answer)).toEqual({ status, holds: false });
  });

  it("tells as much as a code that was canceled before", async () => {
    const [canceled, caught] = [await pending(), await pending()];
    await blockDirectly(canceled);
    service.proxy.reset();
    service.proxy.before(1, async () => {
      await blockDirectly(caught);
    });
    const answers = [await verify(caught), await verify(canceled)];
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });
});

describe("a whole verification between two calls of a block", () => {
  it("leaves no session, wherever it comes", async () => {
    const whole = await pending();
    service.proxy.reset();
    await desk(service, "block", whole.customerId);
    const calls = service.proxy.calls.length;
    for (let index = 0; index < calls; index++) {
      const one = await pending();
      service.proxy.reset();
      const answers: Awaited<ReturnType<typeof verify>>[] = [];
      service.proxy.before(index, async () => void answers.push(await verify(one)));
      expect((await desk(service, "block", one.customerId)).status).toBe(200);
      const [answer] = answers;
      if (!answer) continue;
      expect([index, await left(one, answer)]).toEqual([
        index,
        { status: expect.stringMatching(/^(ended|canceled)$/), holds: false },
      ]);
    }
  });
});

describe("a whole block between two calls of a request", () => {
  it("leaves no code that opens a session, nor one that opens it once the customer is let in again", async () => {
    for (let index = 0; index < 4; index++) {
      const { email, customerId } = await twoContacts(service);
      service.proxy.reset();
      service.proxy.before(index, async () => {
        await blockDirectly({ customerId });
      });
      const { body } = await service.post("/otp/request", { recipient: email });
      const challengeId = String(body.challengeId);
      const code = await passcodeOf(service.services, challengeId);
      expect((await service.post("/otp/verify", { challengeId, code })).status).not.toBe(200);
      await desk(service, "unblock", customerId);
      const again = await service.post("/otp/verify", { challengeId, code });
      expect(again.status).not.toBe(200);
    }
  });
});

describe("a code that is typed after its contact has gone", () => {
  const typedAfter = async (change: (one: Pending) => Promise<unknown>) => {
    const one = await pending();
    service.proxy.reset();
    service.proxy.before(1, async () => {
      await change(one);
    });
    const answer = await verify(one);
    return [answer.status, await left(one, answer)];
  };
  const GONE = [410, { status: "ended", holds: false }];

  it("gives no session where the item was deleted", async () => {
    const gone = await typedAfter(async ({ email }) => {
      const [item] = (await itemsOf(service, email)).filter(({ sk }) => sk === "customer");
      await deleteItem(item);
    });
    expect(gone).toEqual(GONE);
  });

  it("gives no session where it is another customer's by now", async () => {
    const moved = await typedAfter(({ email }) =>
      service.post("/_local/customers", { recipient: email, customerId: "another" }),
    );
    expect(moved).toEqual(GONE);
  });

  it("gives no session for a word of the owner's own in place of `active`", async () => {
    const suspended = await typedAfter(async ({ email }) => {
      const [item] = (await itemsOf(service, email)).filter(({ sk }) => sk === "customer");
      await putItem({ ...item, status: "suspended" });
    });
    expect(suspended).toEqual(GONE);
  });
});

const deleteItem = (item: Readonly<Record<string, unknown>> | undefined) =>
  service.database.client.send(
    new DeleteItemCommand({ TableName: LOCAL_TABLE, Key: marshall({ pk: item?.pk, sk: item?.sk }) }),
  );
const putItem = (item: Readonly<Record<string, unknown>>) =>
  service.database.client.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item: marshall(item) }));
