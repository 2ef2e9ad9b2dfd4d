import { SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, expect, it } from "@jest/globals";
import { sqsEvents } from "../../functions/outbound/event-queue.ts";
import type { EventOrder } from "../../functions/outbound/port.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, jsonResult, md5, startAwsEndpoint } from "./aws-endpoint.ts";

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

let aws: AwsEndpoint;
let client: SQSClient;
beforeAll(async () => {
  aws = await startAwsEndpoint();
  client = new SQSClient(aws.client);
  closeLater("the client of SQS", () => client.destroy());
});

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html what a message may have */
const REFUSED = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

it("orders an event whatever characters an id of the owner's has", async () => {
  const sent: string[] = [];
  aws.answer = ({ body }) => {
    const { Entries } = JSON.parse(body) as Batch;
    sent.push(...Entries.map(({ MessageBody }) => MessageBody));
    return jsonResult({
      Successful: Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: md5(MessageBody),
      })),
    });
  };
  const order = {
    receiver: "billing",
    event: { data: { subject: `c\uFFFF\uFFFE\u0000😀${String.fromCharCode(0xd800)}` } },
  };
  const queue = sqsEvents(client, `${aws.client.endpoint}/1/events`);
  await queue.order([order as unknown as EventOrder]);
  expect(sent.map((body) => REFUSED.test(body))).toEqual([false]);
  expect(sent.map((body) => JSON.parse(body) as unknown)).toEqual([order]);
});
