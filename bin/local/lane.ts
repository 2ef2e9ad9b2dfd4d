import type { DynamoDBRecord } from "aws-lambda";
import type { BatchResult } from "../../functions/stream/batch.ts";

const BATCH = 100;
const RETRY_MILLISECONDS = 500;

interface Waiting {
  readonly record: DynamoDBRecord;
  /** Hears that the record has been handled. */
  readonly done: () => void;
}

export interface Lane {
  push(waiting: Waiting): void;
  /** Resolves when nothing waits any more; until then it does not gather. */
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

export interface LaneOptions {
  /** How long it waits for a batch to fill, in milliseconds. */
  readonly gathers: number;
  /** Whether a batch that fails comes again in halves. */
  readonly bisects: boolean;
}

const AT_ONCE: LaneOptions = { gathers: 0, bisects: false };

/** One consumer's place in the stream, or in a shard of it: like Lambda's, it goes on behind what succeeded. */
export function lane(
  consume: (Records: DynamoDBRecord[]) => Promise<BatchResult>,
  { gathers, bisects }: LaneOptions = AT_ONCE,
): Lane {
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let stopped = false;
  let isAwaited = false;
  let most = BATCH;
  let goOn: () => void = () => undefined;

  const gather = () =>
    new Promise<void>((start) => {
      if (gathers === 0 || isAwaited || stopped) {
        setImmediate(start);
        return;
      }
      const timer = setTimeout(start, gathers);
      goOn = () => {
        clearTimeout(timer);
        setImmediate(start);
      };
    });
  const run = async () => {
    while (waiting.length > 0 && !stopped) {
      const records = waiting.slice(0, most).map(({ record }) => record);
      const { batchItemFailures } = await consume(records).catch(() => ({
        batchItemFailures: [{ itemIdentifier: records[0]?.dynamodb?.SequenceNumber ?? "" }],
      }));
      const failed = batchItemFailures[0]?.itemIdentifier;
      const count =
        failed === undefined
          ? records.length
          : records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed);
      for (const { done } of waiting.splice(0, Math.max(0, count))) done();
      most = bisects && failed !== undefined ? Math.max(1, Math.ceil(records.length / 2)) : BATCH;
      if (failed !== undefined) await new Promise((wake) => setTimeout(wake, RETRY_MILLISECONDS).unref());
      else if (gathers > 0 && waiting.length > 0 && waiting.length < most) await gather();
    }
    running = undefined;
    isAwaited = false;
  };
  return {
    push(one) {
      waiting.push(one);
      running ??= gather().then(run);
    },
    settled() {
      if (!running) return Promise.resolve();
      isAwaited = true;
      goOn();
      return running;
    },
    busy: () => running !== undefined,
    stop() {
      stopped = true;
      goOn();
    },
  };
}
