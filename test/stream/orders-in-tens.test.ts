import { SQSClient } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createTable, type Database } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { SendOrder } from "../../functions/delivery/port.ts";
import { sqsQueue } from "../../functions/delivery/sqs.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord, toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge } from "../support/challenge.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";
import {
  type AwsEndpoint,
  jsonResult,
  md5,
  startAwsEndpoint,
  type WireRequest,
} from "../unit/aws-endpoint.ts";

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

let aws: AwsEndpoint;
let client: SQSClient;
let database: Database;
let storage: Storage;
let observer: ReturnType<typeof recordingObserver>;
/** Nonces of challenges whose orders the queue refuses. */
const refused = new Set<string>();

beforeAll(async () => {
  aws = await startAwsEndpoint();
  client = new SQSClient(aws.client);
  database = await startTestDatabase();
  await createTable(database.client, "tens");
  storage = dynamoStorage(database.client, { tableName: "tens", retentionSeconds: 60 });
});
afterAll(() => client.destroy());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = answer;
  refused.clear();
  observer = recordingObserver();
});

const entriesOf = ({ body }: WireRequest) => (JSON.parse(body) as Batch).Entries;
const orderOf = ({ MessageBody }: Batch["Entries"][number]) => JSON.parse(MessageBody) as SendOrder;

/** Takes all entries but those that it is to refuse. */
function answer(request: WireRequest) {
  const entries = entriesOf(request);
  const isRefused = (entry: Batch["Entries"][number]) => refused.has(orderOf(entry).nonce);
  return jsonResult({
    Successful: entries
      .filter((entry) => !isRefused(entry))
      .map(({ Id, MessageBody }) => ({ Id, MessageId: `m-${Id}`, MD5OfMessageBody: md5(MessageBody) })),
    Failed: entries.filter(isRefused).map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" })),
  });
}

const sent = () => aws.requests.map((request) => entriesOf(request).map((entry) => orderOf(entry).nonce));

/** Brings new challenges by the stream, or what a record of theirs is. */
function dispatched(records: readonly { readonly before?: Challenge; readonly after: Challenge }[]) {
  const { endpoint } = aws.client;
  const dispatch = create({
    ...{ settings: testSettings(), config: { settings: testSettings() } },
    ...{ observer, storage, clock: () => START + 1 },
    queue: sqsQueue(client, { email: `${endpoint}/1/email`, sms: `${endpoint}/1/sms` }),
    outbound: { order: () => Promise.resolve() },
    readChange: readStreamRecord,
    readFactorChange: readFactorRecord,
  });
  const image = (of: Challenge) => marshall(toItem(of, 60), { removeUndefinedValues: true });
  return dispatch({
    Records: records.map(({ before, after }, index) =>
      streamRecord({ before: before && image(before), after: image(after) }, index + 1, START),
    ),
  });
}

const news = (count: number) => Array.from({ length: count }, () => ({ after: aChallenge() }));
const sequence = (number: number) => ({
  batchItemFailures: [{ itemIdentifier: String(number).padStart(21, "0") }],
});

describe("orders of one batch of records", () => {
  it("go to the queue in tens, in the order of their records", async () => {
    const records = news(25);
    expect(await dispatched(records)).toEqual({ batchItemFailures: [] });
    expect(sent().map((nonces) => nonces.length)).toEqual([10, 10, 5]);
    expect(sent().flat()).toEqual(records.map(({ after }) => after.nonce));
    expect(observer.records).toEqual([
      { event: "served dispatch", fields: expect.objectContaining({ records: 25, handled: 25, failed: 0 }) },
    ]);
  });

  it("go to the queue of their channel", async () => {
    const sms = { channel: "sms", address: "+14155550123", country: "US" } as const;
    await dispatched([...news(2), { after: aChallenge(sms) }, ...news(1)]);
    expect(sent().map((nonces) => nonces.length)).toEqual([3, 1]);
  });

  it("do not wait for an approval that stands behind them", async () => {
    const approved = aChallenge({ status: "approved", approvedAt: START, attempts: 3 });
    await storage.challenges.open(approved);
    const approval = { before: { ...approved, status: "pending" } as Challenge, after: approved };
    expect(await dispatched([...news(2), approval, ...news(1)])).toEqual({ batchItemFailures: [] });
    // In one call they would all have waited for what the approval writes.
    expect(sent().map((nonces) => nonces.length)).toEqual([2, 1]);
  });
});

describe("an order that the queue refuses", () => {
  it("has its record come again, and those behind it; what stands before it is done", async () => {
    const records = news(12);
    refused.add(records[7]!.after.nonce);
    expect(await dispatched(records)).toEqual(sequence(8));
    expect(observer.records).toContainEqual({
      event: "fault dispatch",
      fields: expect.anything(),
    });
  });

  it("is told by the first of several, whichever call it was in", async () => {
    const records = news(30);
    for (const index of [25, 14, 16]) refused.add(records[index]!.after.nonce);
    expect(await dispatched(records)).toEqual(sequence(15));
  });

  it("and a call that fails refuses all ten of it, and no others", async () => {
    const records = news(25);
    aws.answer = (request) =>
      entriesOf(request).some((entry) => orderOf(entry).nonce === records[12]!.after.nonce)
        ? { status: 400, type: "application/x-amz-json-1.0", body: '{"__type":"ThrottlingException"}' }
        : answer(request);
    expect(await dispatched(records)).toEqual(sequence(11));
  });

  it("comes before a record behind it that fails by itself", async () => {
    const records = news(3);
    const own = storage;
    const broken = aChallenge({ status: "approved", approvedAt: START, attempts: 3 });
    const forgive = () => Promise.reject(new Error("no table"));
    storage = { ...own, challenges: { ...own.challenges, forgive } };
    refused.add(records[1]!.after.nonce);
    try {
      const fails = { before: { ...broken, status: "pending" } as Challenge, after: broken };
      expect(await dispatched([...records, fails, ...news(1)])).toEqual(sequence(2));
      refused.clear();
      expect(await dispatched([...records, fails, ...news(1)])).toEqual(sequence(4));
    } finally {
      storage = own;
    }
  });
});
