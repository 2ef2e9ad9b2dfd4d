import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SendQueue } from "./port.ts";

/** What SQS takes in one call. */
const BATCH = 10;

/**
 * The channels' queues in Amazon SQS.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function sqsQueue(client: SQSClient, urls: Readonly<Record<"email" | "sms", string>>): SendQueue {
  return {
    async enqueue(channel, orders) {
      for (let start = 0; start < orders.length; start += BATCH) {
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: urls[channel],
            Entries: orders
              .slice(start, start + BATCH)
              .map((order, index) => ({ Id: String(index), MessageBody: JSON.stringify(order) })),
          }),
        );
        if (Failed.length > 0)
          throw new Error(`the queue refused ${Failed.length} orders: ${Failed[0]?.Code ?? "unknown"}`);
      }
    },
  };
}
