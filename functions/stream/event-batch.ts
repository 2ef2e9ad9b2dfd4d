import type { SQSEvent } from "aws-lambda";
import type { Observer } from "../observability/port.ts";
import { EVENT_RETRY_SECONDS } from "../outbound/event-retries.ts";
import type { EventOrder, PostponeEvents } from "../outbound/port.ts";
import type { BatchResult } from "./batch.ts";

interface EventTools {
  readonly observer: Observer;
  readonly postponeEvents: PostponeEvents;
}

type Told = { readonly kind: "done" } | { readonly kind: "again"; readonly inSeconds: number | undefined };

/**
 * Handles a queue's events at the same time. Those that were not taken come again when the caller says, and in the queue's
 * own time where that cannot be told it.
 */
export async function eventsAtOnce(
  { observer, postponeEvents }: EventTools,
  name: string,
  event: SQSEvent,
  handle: (order: EventOrder, tries: number) => Promise<Told>,
): Promise<BatchResult> {
  const failed = await Promise.all(
    event.Records.map(async ({ messageId, receiptHandle, body, attributes }) => {
      const tries = Number(attributes.ApproximateReceiveCount);
      const told = await Promise.resolve()
        .then(() => handle(JSON.parse(body) as EventOrder, tries))
        .catch((error: unknown): Told => {
          observer.fault(name, error);
          return { kind: "again", inSeconds: EVENT_RETRY_SECONDS[tries - 1] };
        });
      return told.kind === "done" ? [] : [{ messageId, handle: receiptHandle, inSeconds: told.inSeconds }];
    }),
  );
  const again = failed.flat();
  const later = again.flatMap(({ handle: receipt, inSeconds }) =>
    inSeconds === undefined ? [] : [{ handle: receipt, inSeconds }],
  );
  if (later.length > 0)
    await postponeEvents(later).catch((error: unknown) => {
      observer.fault(name, error);
    });
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
