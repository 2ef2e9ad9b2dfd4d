import type { DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import type { SendOrder } from "../delivery/port.ts";
import type { Observer } from "../observability/port.ts";
import type { ChallengeChange } from "../storage/port.ts";

/** Which records have to come again; all others are done. */
export interface BatchResult {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

interface StreamTools {
  readonly observer: Observer;
  readonly readChange: (record: object) => ChallengeChange | undefined;
}

/**
 * Handles a stream's records one after the other, as they happened. The first that fails ends the batch:
 * the stream brings it and everything behind it again.
 */
export async function inOrder(
  { observer, readChange }: StreamTools,
  name: string,
  event: DynamoDBStreamEvent,
  handle: (change: ChallengeChange) => Promise<boolean>,
): Promise<BatchResult> {
  const started = performance.now();
  let handled = 0;
  const batchItemFailures: BatchResult["batchItemFailures"] = [];
  for (const { dynamodb = {} } of event.Records) {
    try {
      const change = readChange(dynamodb);
      if (change && (await handle(change))) handled += 1;
    } catch (error) {
      observer.fault(name, error);
      batchItemFailures.push({ itemIdentifier: dynamodb.SequenceNumber ?? "" });
      break;
    }
  }
  if (handled > 0 || batchItemFailures.length > 0) {
    const milliseconds = Math.round(performance.now() - started);
    observer.served(name, {
      records: event.Records.length,
      handled,
      failed: batchItemFailures.length,
      milliseconds,
    });
  }
  return { batchItemFailures };
}

/** Handles a queue's messages at the same time, so that a slow provider costs the batch no more than its slowest call. */
export async function allAtOnce(
  { observer }: { readonly observer: Observer },
  name: string,
  event: SQSEvent,
  handle: (order: SendOrder) => Promise<"done" | "again">,
): Promise<BatchResult> {
  const again = await Promise.all(
    event.Records.map(async ({ messageId, body }) => {
      try {
        return (await handle(JSON.parse(body) as SendOrder)) === "again" ? [messageId] : [];
      } catch (error) {
        observer.fault(name, error);
        return [messageId];
      }
    }),
  );
  return { batchItemFailures: again.flat().map((itemIdentifier) => ({ itemIdentifier })) };
}
