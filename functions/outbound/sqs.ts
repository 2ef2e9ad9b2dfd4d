import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Fault } from "../domain/errors.ts";
import type { OutboundQueue } from "./port.ts";

/** What SQS takes in one call. */
const BATCH = 10;

/**
 * The queue of calls to apps in Amazon SQS.
 * @param url empty where no app is called
 */
export function sqsOutbound(client: SQSClient, url: string): OutboundQueue {
  return {
    async order(orders) {
      if (orders.length > 0 && url === "")
        throw new Fault("configuration", "QUEUE_URL_OUTBOUND: is not set, and an app has to be called.");
      for (let start = 0; start < orders.length; start += BATCH) {
        const Entries = orders
          .slice(start, start + BATCH)
          .map((order, index) => ({ Id: String(index), MessageBody: JSON.stringify(order) }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        if (Failed.length > 0)
          throw new Error(`the queue refused ${Failed.length} orders: ${Failed[0]?.Code ?? "unknown"}`);
      }
    },
  };
}
