import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Channel } from "../domain/channel.ts";
import { OrdersRefused, type Postpone, type SendOrder, type SendQueue } from "./port.ts";

/** What SQS takes in one call. */
export const BATCH = 10;

/**
 * The channels' queues in Amazon SQS.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function sqsQueue(client: SQSClient, urls: Readonly<Partial<Record<Channel, string>>>): SendQueue {
  return {
    async enqueue(channel, orders) {
      const QueueUrl = urls[channel];
      // A channel that was switched off meanwhile: no function delivers, and these challenges expire.
      if (QueueUrl === undefined) return;
      const refused: SendOrder[] = [];
      let reason: string | undefined;
      for (let start = 0; start < orders.length; start += BATCH) {
        const some = orders.slice(start, start + BATCH);
        const Entries = some.map((order, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(order),
        }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        reason ??= Failed[0] && (Failed[0].Code ?? "unknown");
        refused.push(...some.filter((_, index) => Failed.some(({ Id }) => Id === String(index))));
      }
      if (reason !== undefined) throw new OrdersRefused(refused, reason);
    },
  };
}

/**
 * Gives messages back to the channels' queues before their visibility ends.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
export function sqsPostpone(client: SQSClient, urls: Readonly<Partial<Record<Channel, string>>>): Postpone {
  return async (channel, messages) => {
    for (let start = 0; start < messages.length; start += BATCH) {
      const { Failed = [] } = await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: urls[channel],
          Entries: messages.slice(start, start + BATCH).map(({ handle, inSeconds }, index) => ({
            Id: String(index),
            ReceiptHandle: handle,
            VisibilityTimeout: inSeconds,
          })),
        }),
      );
      if (Failed.length > 0)
        throw new Error(`the queue kept ${Failed.length} messages hidden: ${Failed[0]?.Code ?? "unknown"}`);
    }
  };
}
