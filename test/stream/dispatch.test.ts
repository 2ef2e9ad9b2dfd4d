import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createTable, type Database, type ItemChange } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { SendOrder } from "../../functions/delivery/port.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge } from "../support/challenge.ts";
import { startTestDatabase } from "../support/start-database.ts";
import { recordingObserver, START } from "../support/service.ts";

const TABLE = "dispatched";
const DONE = { batchItemFailures: [] };

let database: Database;
let storage: Storage;
const changes: ItemChange[] = [];
beforeAll(async () => {
  database = await startTestDatabase((change) => changes.push(change));
  await createTable(database.client, TABLE);
  storage = dynamoStorage(database.client, { tableName: TABLE, retentionSeconds: 60 });
});

let orders: SendOrder[];
let observer: ReturnType<typeof recordingObserver>;
beforeEach(() => {
  changes.splice(0);
  orders = [];
  observer = recordingObserver();
});

/** Brings everything that was written since the test began, at a time of its own. */
function dispatchAt(now: number) {
  const queue = {
    enqueue: (_channel: string, more: readonly SendOrder[]) => Promise.resolve(void orders.push(...more)),
  };
  const dispatch = create({ observer, storage, queue, clock: () => now, readChange: readStreamRecord });
  return dispatch({ Records: changes.map((change, index) => streamRecord(change, index, now)) });
}

const opened = async (over: Partial<Challenge> = {}) => {
  const challenge = aChallenge(over);
  await storage.challenges.open(challenge);
  return challenge;
};

const told = (event: string) =>
  observer.records.filter((record) => record.event === event).map(({ fields }) => fields);

describe("an order that the stream brings in time", () => {
  it("is put on the queue, to the last second, and nothing is recorded", async () => {
    const challenge = await opened();
    expect(await dispatchAt(START + 269)).toEqual(DONE);
    const { recipientKey, nonce } = challenge;
    expect(orders).toEqual([{ recipientKey, nonce, send: 1, channel: "email" }]);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      doneSend: 0,
      delivery: { state: "queued" },
    });
    expect(told("dispatch")).toEqual([]);
  });
});

describe("an order that the stream brings too late", () => {
  it("is thrown away: its send has failed, and an operator learns of it once", async () => {
    const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
    for (const now of [START + 270, START + 271, START + 40_000]) expect(await dispatchAt(now)).toEqual(DONE);
    expect(orders).toEqual([]);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      doneSend: 1,
      delivery: { state: "failed", reason: "too-late" },
    });
    expect(told("dispatch")).toEqual([
      { outcome: "too-late", recipient: challenge.recipientKey, channel: "sms", country: "US" },
    ]);
    expect(told("measured LateSends")).toEqual([{ value: 1 }]);
    expect(JSON.stringify(observer.records)).not.toContain("4155550123");
  });

  it("leaves a send alone that was made meanwhile, or that a deliverer is at", async () => {
    const [made, leased] = [await opened(), await opened()];
    await storage.sends.settle(made, 1, { state: "sent", provider: "inbox" }, START + 3);
    await storage.sends.claim(leased, 1, { by: "deliverer", now: START + 265 });
    expect(await dispatchAt(START + 280)).toEqual(DONE);
    expect(await storage.challenges.read(made)).toMatchObject({
      delivery: { state: "sent", provider: "inbox" },
    });
    expect(await storage.challenges.read(leased)).toMatchObject({
      doneSend: 0,
      delivery: { state: "queued" },
    });
    await storage.sends.settle(leased, 1, { state: "sent" }, START + 281);
    expect(await dispatchAt(START + 300)).toEqual(DONE);
    expect(await storage.challenges.read(leased)).toMatchObject({ delivery: { state: "sent" } });
    expect([orders, told("dispatch"), told("measured LateSends")]).toEqual([[], [], []]);
  });

  it("tells nothing of a challenge that is over", async () => {
    const challenge = await opened();
    await storage.challenges.cancel(challenge, START + 10);
    expect(await dispatchAt(START + 290)).toEqual(DONE);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      status: "canceled",
      delivery: { state: "queued" },
    });
    expect(told("dispatch")).toEqual([]);
  });
});

describe("an approval", () => {
  it("clears the failures of its recipient hours later too, and once: newer failures stay", async () => {
    const challenge = await opened();
    const fail = (now: number) =>
      storage.ledgers.countFailure(challenge.ledgerKey, { by: `failure at ${now}`, now });
    await fail(START + 1);
    await storage.challenges.approve(challenge, { by: "verify", now: START + 20, sessionSeconds: 60 });
    // The approval's item changes again, which asks for nothing.
    await storage.receipts.record(
      challenge,
      1,
      { state: "delivered", provider: "ses", messageId: "m" },
      START + 21,
    );
    const failures = async () => {
      const Key = { pk: { S: `recipient#${challenge.ledgerKey}` }, sk: { S: "ledger" } };
      const { Item } = await database.client.send(new GetItemCommand({ TableName: TABLE, Key }));
      return Number(Item?.failures?.N);
    };
    expect(await failures()).toBe(1);
    expect(await dispatchAt(START + 40_000)).toEqual(DONE);
    expect(await failures()).toBe(0);
    expect(told("served dispatch")).toEqual([expect.objectContaining({ records: 4, handled: 1 })]);
    await fail(START + 40_001);
    expect(await dispatchAt(START + 40_002)).toEqual(DONE);
    expect(await failures()).toBe(1);
  });
});
