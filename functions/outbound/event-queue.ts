import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { Fault } from "../domain/errors.ts";
import type { EventOrder, EventQueue, PostponeEvents } from "./port.ts";

/** What SQS takes in one call. */
const BATCH = 10;

/** The queue of events in Amazon SQS. @param url empty where the owner has nothing told */
export function sqsEvents(client: SQSClient, url: string): EventQueue {
  return {
    async order(orders) {
      if (orders.length > 0 && url === "")
        throw new Fault("configuration", "QUEUE_URL_EVENTS: is not set, and an event has to be told.");
      await Promise.all(
        batches(orders).map(async (batch) => {
          const Entries = batch.map((order, index) => ({
            Id: String(index),
            MessageBody: bodyOf(order),
          }));
          const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
          if (Failed.length > 0)
            throw new Error(`the queue refused ${Failed.length} events: ${Failed[0]?.Code ?? "unknown"}`);
        }),
      );
    },
  };
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export function sqsPostponeEvents(client: SQSClient, QueueUrl: string): PostponeEvents {
  return async (messages) => {
    for (const batch of batches(messages)) {
      const Entries = batch.map(({ handle, inSeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: handle,
        VisibilityTimeout: inSeconds,
      }));
      const { Failed = [] } = await client.send(
        new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }),
      );
      if (Failed.length > 0)
        throw new Error(
          `the queue postponed ${Failed.length} events no further: ${Failed[0]?.Code ?? "unknown"}`,
        );
    }
  };
}

/** SQS refuses two characters that JSON may have as they are, in an id of the owner's: they would come again for ever. */
function bodyOf(order: EventOrder): string {
  return JSON.stringify(order).replaceAll(/[\uFFFE\uFFFF]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

function batches<Entry>(all: readonly Entry[]): readonly (readonly Entry[])[] {
  const count = Math.ceil(all.length / BATCH);
  return Array.from({ length: count }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
}
