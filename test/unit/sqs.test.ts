import { SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SendOrder } from "../../functions/delivery/port.ts";
import { sqsPostpone, sqsQueue } from "../../functions/delivery/sqs.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, jsonResult, md5, startAwsEndpoint, type WireRequest } from "./aws-endpoint.ts";

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

let aws: AwsEndpoint;
let client: SQSClient;
beforeAll(async () => {
  aws = await startAwsEndpoint();
  client = new SQSClient(aws.client);
  closeLater("the client of SQS", () => client.destroy());
});
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = taken;
});

const batchOf = ({ body }: WireRequest) => JSON.parse(body) as Batch;

const taken = (request: WireRequest) =>
  jsonResult({
    Successful: batchOf(request).Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: `m-${Id}`,
      MD5OfMessageBody: md5(MessageBody),
    })),
  });

const queue = () => {
  const { endpoint } = aws.client;
  return sqsQueue(client, {
    email: `${endpoint}/1/email`,
    sms: `${endpoint}/1/sms`,
    whatsapp: `${endpoint}/1/whatsapp`,
  });
};

const orders = (count: number): SendOrder[] =>
  Array.from({ length: count }, (_, i) => ({
    recipientKey: `r${i}`,
    nonce: `n${i}`,
    send: i + 1,
    channel: "email",
  }));

describe("orders of a channel", () => {
  it("go to the queue of that channel, as what the deliverer reads", async () => {
    await queue().enqueue("sms", orders(2));
    expect(aws.requests).toHaveLength(1);
    expect(aws.requests[0]).toMatchObject({
      target: "AmazonSQS.SendMessageBatch",
      contentType: "application/x-amz-json-1.0",
    });
    const { QueueUrl, Entries } = batchOf(aws.requests[0]!);
    expect(QueueUrl).toMatch(/\/1\/sms$/);
    expect(Entries.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown)).toEqual(orders(2));
    await queue().enqueue("email", orders(1));
    expect(batchOf(aws.requests[1]!).QueueUrl).toMatch(/\/1\/email$/);
  });

  it("hold neither an address nor a code", async () => {
    await queue().enqueue("sms", orders(1));
    const { Entries } = batchOf(aws.requests[0]!);
    expect(Object.keys(JSON.parse(Entries[0]!.MessageBody) as object).sort()).toEqual([
      "channel",
      "nonce",
      "recipientKey",
      "send",
    ]);
  });

  it.each([
    [0, []],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])("go in calls of at most ten: %i of them", async (count, sizes) => {
    await queue().enqueue("email", orders(count));
    const batches = aws.requests.map((request) => batchOf(request).Entries);
    expect(batches.map((entries) => entries.length)).toEqual(sizes);
    for (const entries of batches) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length);
    expect(batches.flat().map(({ MessageBody }) => JSON.parse(MessageBody) as unknown)).toEqual(
      orders(count),
    );
  });
});

describe("orders that the queue does not take", () => {
  it("are a fault when one of them was refused", async () => {
    aws.answer = (request) => {
      const { Successful } = JSON.parse(taken(request).body) as { Successful: { Id: string }[] };
      return jsonResult({
        Successful: Successful.slice(1),
        Failed: [{ Id: "0", SenderFault: false, Code: "InternalError" }],
      });
    };
    await expect(queue().enqueue("email", orders(3))).rejects.toThrow("refused 1 orders: InternalError");
  });

  it.each([
    ["com.amazonaws.sqs#QueueDoesNotExist", 400, "QueueDoesNotExist"],
    ["com.amazon.coral.service#ThrottlingException", 400, "ThrottlingException"],
    ["com.amazonaws.sqs#InternalFailure", 500, "InternalFailure"],
  ])("are a fault when the call fails: %s", async (__type, status, name) => {
    aws.answer = () => jsonResult({ __type, message: "no" }, status);
    await expect(queue().enqueue("email", orders(1))).rejects.toMatchObject({ name });
  });

  it("are a fault when no server answers", async () => {
    const gone = await startAwsEndpoint();
    await gone.close();
    const lost = new SQSClient(gone.client);
    closeLater("the client of SQS", () => lost.destroy());
    const urls = {
      email: `${gone.client.endpoint}/e`,
      sms: `${gone.client.endpoint}/s`,
      whatsapp: `${gone.client.endpoint}/w`,
    };
    await expect(sqsQueue(lost, urls).enqueue("email", orders(1))).rejects.toThrow();
  });
});

describe("messages that are given back", () => {
  interface Visibilities {
    readonly QueueUrl: string;
    readonly Entries: readonly { readonly ReceiptHandle: string; readonly VisibilityTimeout: number }[];
  }
  const read = ({ body }: WireRequest) => JSON.parse(body) as Visibilities;
  const postpone = () => sqsPostpone(client, { email: `${aws.client.endpoint}/1/email` });
  const messages = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ handle: `r${i}`, inSeconds: 5 + i }));

  it("are hidden for as long as they are told, ten at most in a call", async () => {
    aws.answer = () => jsonResult({ Successful: [] });
    await postpone()("email", messages(12));
    expect(aws.requests.map(({ target }) => target)).toEqual([
      "AmazonSQS.ChangeMessageVisibilityBatch",
      "AmazonSQS.ChangeMessageVisibilityBatch",
    ]);
    expect(read(aws.requests[0]!).QueueUrl).toMatch(/\/1\/email$/);
    expect(read(aws.requests[1]!).Entries).toMatchObject([
      { ReceiptHandle: "r10", VisibilityTimeout: 15 },
      { ReceiptHandle: "r11", VisibilityTimeout: 16 },
    ]);
  });

  it("are a fault when the queue does not take one of them", async () => {
    aws.answer = () => jsonResult({ Failed: [{ Id: "0", SenderFault: true, Code: "MessageNotInflight" }] });
    await expect(postpone()("email", messages(1))).rejects.toThrow("1 messages hidden: MessageNotInflight");
  });
});
