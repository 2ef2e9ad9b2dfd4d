import { DeleteItemCommand, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { closeLater } from "../support/close-later.ts";
import { createTable, localClient } from "../../bin/local/database.ts";
import { sqsQueue } from "../../functions/delivery/sqs.ts";
import { create as createDispatch } from "../../functions/handlers/dispatch.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { dynamoDbLocalIsHere, startDynamoDbLocal } from "../support/dynamodb-local.ts";
import { lambdaRecord, openStream, type TableStream } from "../support/dynamodb-stream.ts";
import { passcodeOf } from "../support/passcodes.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { type AwsEndpoint, jsonResult, md5, startAwsEndpoint } from "../unit/aws-endpoint.ts";

const TABLE = "streamed";
const QUEUES = { email: "https://sqs.example/email", sms: "https://sqs.example/sms" };

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

const isChallenge = ({ dynamodb }: DynamoDBRecord) =>
  dynamodb?.Keys?.sk?.S?.startsWith("challenge#") === true;

const isApproval = (record: DynamoDBRecord) => record.dynamodb?.NewImage?.status?.S === "approved";

function streamTests(): void {
  describe("the stream of DynamoDB Local, with a service that writes to its table", () => {
    let engine: Awaited<ReturnType<typeof startDynamoDbLocal>>;
    let client: DynamoDBClient;
    let stream: TableStream;
    let service: TestService;
    let sqs: AwsEndpoint;
    let sqsClient: SQSClient;

    beforeAll(async () => {
      engine = await startDynamoDbLocal();
      client = localClient(engine.endpoint);
      closeLater("the client of the table", () => client.destroy());
      await createTable(client, TABLE);
      stream = await openStream(client, engine.endpoint, TABLE);
      sqs = await startAwsEndpoint();
      sqsClient = new SQSClient({ ...sqs.client, useQueueUrlAsEndpoint: false });
      service = await startTestService(
        {},
        { override: () => ({ storage: dynamoStorage(client, { tableName: TABLE, retentionSeconds: 60 }) }) },
      );
    }, 60_000);
    afterEach(() => void sqs.requests.splice(0));

    /** SQS takes every batch, but those of which the body says something. */
    const dispatch = (Records: DynamoDBRecord[], refuses = "nothing at all") => {
      sqs.answer = ({ body }) => {
        if (body.includes(refuses)) return jsonResult({ __type: "InternalError" }, 500);
        const Successful = (JSON.parse(body) as Batch).Entries.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: md5(MessageBody),
        }));
        return jsonResult({ Successful, Failed: [] });
      };
      const queue = sqsQueue(sqsClient, QUEUES);
      return createDispatch({ ...service.services, queue })({ Records });
    };
    const queued = () =>
      sqs.requests.map(({ body }) => {
        const { QueueUrl, Entries } = JSON.parse(body) as Batch;
        return { QueueUrl, orders: Entries.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown) };
      });
    const request = async (recipient: string) => {
      const { body } = await service.post("/otp/request", { recipient });
      return String(body.challengeId);
    };
    const orderOf = ({ dynamodb }: DynamoDBRecord, send: number) => ({
      recipientKey: dynamodb?.Keys?.pk?.S?.replace("recipient#", ""),
      nonce: dynamodb?.Keys?.sk?.S?.replace("challenge#", ""),
      channel: dynamodb?.NewImage?.channel?.S,
      send,
    });
    const ledgerOf = async ({ dynamodb }: DynamoDBRecord) => {
      const pk = dynamodb?.Keys?.pk?.S ?? "";
      const { Item } = await client.send(
        new GetItemCommand({ TableName: TABLE, Key: { pk: { S: pk }, sk: { S: "ledger" } } }),
      );
      return Item?.failures?.N;
    };

    it("has each request put on the queue of its channel, without an address", async () => {
      await request("anna@example.com");
      await request("+14155550123");
      const records = await stream.next(2, isChallenge);
      const [email, sms] = records.filter(isChallenge);
      // The writes to origins and ledgers are in there as well.
      expect(records.length).toBeGreaterThan(2);
      expect(await dispatch(records)).toEqual({ batchItemFailures: [] });
      expect(queued()).toEqual([
        { QueueUrl: QUEUES.email, orders: [email && orderOf(email, 1)] },
        { QueueUrl: QUEUES.sms, orders: [sms && orderOf(sms, 1)] },
      ]);
      expect(JSON.stringify(sqs.requests)).not.toMatch(/anna|4155550123/);
    });

    it("has a resend put there under its own number, and nothing for wrong guesses", async () => {
      const challengeId = await request("bert@example.com");
      await service.post("/otp/verify", {
        challengeId,
        code: wrong(await passcodeOf(service.services, challengeId)),
      });
      service.clock.advance(31);
      expect((await service.post("/otp/resend", { challengeId })).status).toBe(202);
      const records = await stream.next(3, isChallenge);
      const [opened] = records.filter(isChallenge);
      await dispatch(records);
      expect(queued().flatMap(({ orders }) => orders)).toEqual(
        opened && [orderOf(opened, 1), orderOf(opened, 2)],
      );
    });

    it("has an approval take back the wrong guess before it, however often it comes", async () => {
      const challengeId = await request("carl@example.com");
      const code = await passcodeOf(service.services, challengeId);
      await service.post("/otp/verify", { challengeId, code: wrong(code) });
      await service.post("/otp/verify", { challengeId, code });
      const records = await stream.next(1, isApproval);
      const [approval] = records.filter(isApproval);
      const failures = () => approval && ledgerOf(approval);
      expect(await failures()).toBe("1");
      expect(await dispatch(records)).toEqual({ batchItemFailures: [] });
      expect(await failures()).toBe("0");
      expect(await dispatch(records)).toEqual({ batchItemFailures: [] });
      expect(await failures()).toBe("0");
    });

    it("has nothing done when items are deleted, also by their expiry", async () => {
      await request("dora@example.com");
      const opened = (await stream.next(1, isChallenge)).filter(isChallenge);
      for (const { dynamodb } of opened)
        await client.send(new DeleteItemCommand({ TableName: TABLE, Key: dynamodb?.Keys as never }));
      const removed = await stream.next(1, ({ eventName }) => eventName === "REMOVE");
      const expired = removed.map((record) => ({
        ...record,
        userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
      }));
      const told = service.observed.length;
      expect(await dispatch([...removed, ...expired])).toEqual({ batchItemFailures: [] });
      expect(queued()).toEqual([]);
      expect(service.observed.length).toBe(told);
    });

    it("is asked for the first record that fails and all behind it again, and no others", async () => {
      for (const name of ["emil", "fred", "gina"]) await request(`${name}@example.com`);
      const records = await stream.next(3, isChallenge);
      const [first, second, third] = records.filter(isChallenge).map((record) => orderOf(record, 1));
      const result = await dispatch(records, second?.nonce);
      const from = records.findIndex((record) => orderOf(record, 1).nonce === second?.nonce);
      expect(result.batchItemFailures).toEqual([{ itemIdentifier: records[from]?.dynamodb?.SequenceNumber }]);
      expect(queued().flatMap(({ orders }) => orders)).toEqual([first, second]);
      sqs.requests.splice(0);
      expect(await dispatch(records.slice(from))).toEqual({ batchItemFailures: [] });
      expect(queued().flatMap(({ orders }) => orders)).toEqual([second, third]);
    });
  });
}

if (dynamoDbLocalIsHere) streamTests();
else
  describe.skip("the stream of DynamoDB Local", () =>
    it("needs Java and the folder that DYNAMODB_LOCAL names", () => undefined));

describe("a record that the API of streams hands over", () => {
  it("becomes one of Lambda's: times are numbers, bytes are base64, names are small", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const record = lambdaRecord(
      {
        eventID: "1",
        eventName: "REMOVE",
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        userIdentity: { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" },
        dynamodb: {
          ApproximateCreationDateTime: new Date(1_795_425_000_000),
          Keys: { pk: { S: "a" } },
          OldImage: { pk: { S: "a" }, list: { L: [{ B: bytes }, { BS: [bytes] }] } },
          SequenceNumber: "7",
        },
      },
      "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s",
    );
    expect(record).toEqual({
      eventID: "1",
      eventName: "REMOVE",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s",
      userIdentity: { principalId: "dynamodb.amazonaws.com", type: "Service" },
      dynamodb: {
        ApproximateCreationDateTime: 1_795_425_000,
        Keys: { pk: { S: "a" } },
        OldImage: { pk: { S: "a" }, list: { L: [{ B: "AQID" }, { BS: ["AQID"] }] } },
        SequenceNumber: "7",
      },
    });
  });
});
