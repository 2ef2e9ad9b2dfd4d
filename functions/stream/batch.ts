import type { DynamoDBStreamEvent, SQSEvent, SQSRecord } from "aws-lambda";
import type { Postpone, SendOrder } from "../delivery/port.ts";
import { quickRetrySeconds } from "../delivery/retries.ts";
import type { Channel } from "../domain/channel.ts";
import { Fault } from "../domain/errors.ts";
import type { Observer } from "../observability/port.ts";

/** Which records have to come again; all others are done. */
export interface BatchResult {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

interface StreamTools<Change> {
  readonly observer: Observer;
  readonly readChange: (record: object) => Change | undefined;
}

/** What became of a record: whether there was anything to do, and what is still under way for it. */
export interface Handled {
  readonly handled: boolean;
  /** Waits for that. @returns why it failed; it never throws */
  settled(): Promise<readonly unknown[]>;
}

/**
 * Handles a stream's records one after the other, as they happened. The first that fails ends the batch:
 * the stream brings it and everything behind it again. A damaged item is passed over.
 */
export async function inOrder<Change>(
  { observer, readChange }: StreamTools<Change>,
  name: string,
  event: DynamoDBStreamEvent,
  handle: (change: Change) => Promise<boolean | Handled>,
): Promise<BatchResult> {
  const started = performance.now();
  /** By the number of the record; a damaged item leaves none. */
  const done: (Handled | undefined)[] = [];
  let failed: number | undefined;
  for (const [index, { dynamodb = {} }] of event.Records.entries()) {
    try {
      const change = readChange(dynamodb);
      done[index] = handledOf(change !== undefined && (await handle(change)));
    } catch (error) {
      observer.fault(name, error);
      // No other try would mend an item, and every code behind it would wait for all of them.
      if (error instanceof Fault && error.code === "damaged-item") continue;
      failed = index;
      break;
    }
  }
  let handled = 0;
  for (const [index, record] of done.entries()) {
    const faults = (await record?.settled()) ?? [];
    for (const error of faults) observer.fault(name, error);
    if (faults.length > 0) failed = Math.min(index, failed ?? index);
    else if (record?.handled) handled += 1;
  }
  const identifier = failed !== undefined && (event.Records[failed]?.dynamodb?.SequenceNumber ?? "");
  const batchItemFailures = identifier === false ? [] : [{ itemIdentifier: identifier }];
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

function handledOf(handled: boolean | Handled): Handled {
  return typeof handled === "boolean" ? { handled, settled: () => Promise.resolve([]) } : handled;
}

interface QueueTools {
  readonly observer: Observer;
  readonly postpone: Postpone;
}

/**
 * Handles a queue's messages at the same time, so that a slow provider costs the batch no more than its slowest call.
 * Those that failed come again: soon after their first failures, later in the queue's own time.
 */
export async function allAtOnce(
  tools: QueueTools,
  name: string,
  event: SQSEvent,
  handle: (order: SendOrder) => Promise<"done" | "again">,
): Promise<BatchResult> {
  const again = await failing(tools.observer, name, event, (body) => handle(JSON.parse(body) as SendOrder));
  await comeSoon(tools, name, again);
  return resultOf(again);
}

/** Handles a queue's messages at the same time. Those that are to come again do so in the queue's own time. */
export async function independently(
  observer: Observer,
  name: string,
  event: SQSEvent,
  handle: (body: string) => Promise<"done" | "again">,
): Promise<BatchResult> {
  return resultOf(await failing(observer, name, event, handle));
}

/** Handles messages at the same time. @returns those that are to come again */
async function failing(
  observer: Observer,
  name: string,
  event: SQSEvent,
  handle: (body: string) => Promise<"done" | "again">,
): Promise<SQSRecord[]> {
  const failed = await Promise.all(
    event.Records.map(async (record) => {
      try {
        return (await handle(record.body)) === "again" ? [record] : [];
      } catch (error) {
        observer.fault(name, error);
        return [record];
      }
    }),
  );
  return failed.flat();
}

function resultOf(failed: readonly SQSRecord[]): BatchResult {
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** A message that cannot be given back early is no loss: its visibility ends a little later. */
async function comeSoon({ observer, postpone }: QueueTools, name: string, failed: readonly SQSRecord[]) {
  for (const [channel, records] of Map.groupBy(failed, channelOf)) {
    const messages = records.flatMap(({ receiptHandle: handle, attributes }) => {
      const inSeconds = quickRetrySeconds(Number(attributes.ApproximateReceiveCount));
      return inSeconds === undefined ? [] : [{ handle, inSeconds }];
    });
    if (channel === undefined || messages.length === 0) continue;
    await postpone(channel, messages).catch((error: unknown) => {
      observer.fault(name, error);
    });
  }
}

/** An unreadable message names none, and waits in the queue's own time. */
function channelOf({ body }: SQSRecord): Channel | undefined {
  try {
    return (JSON.parse(body) as SendOrder).channel;
  } catch {
    return undefined;
  }
}
