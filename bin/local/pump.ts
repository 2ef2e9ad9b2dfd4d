import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Clock } from "../../functions/domain/ambient.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";
import type { ItemChange } from "./database.ts";

type Consumer = (event: DynamoDBStreamEvent) => Promise<BatchResult>;

const BATCH = 100;
const RETRY_MILLISECONDS = 500;

/** Brings changes of the table to the stream's consumers, in order, and again until they succeed. */
export interface Pump {
  push(change: ItemChange): void;
  /** Resolves when every change so far has been handled. */
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

export function pump(consumers: readonly Consumer[], clock: Clock): Pump {
  const lanes = consumers.map(lane);
  let sequence = 0;
  return {
    push(change) {
      const record = streamRecord(change, ++sequence, clock());
      for (const { push } of lanes) push(record);
    },
    async settled() {
      await Promise.all(lanes.map(({ settled }) => settled()));
    },
    busy: () => lanes.some(({ busy }) => busy()),
    stop: () => lanes.forEach(({ stop }) => stop()),
  };
}

/** One consumer's place in the stream: like Lambda's, it goes on behind what succeeded. */
function lane(consume: Consumer) {
  const waiting: DynamoDBRecord[] = [];
  let running: Promise<void> | undefined;
  let stopped = false;

  const run = async () => {
    while (waiting.length > 0 && !stopped) {
      const Records = waiting.slice(0, BATCH);
      const { batchItemFailures } = await consume({ Records }).catch(() => ({
        batchItemFailures: [{ itemIdentifier: Records[0]?.dynamodb?.SequenceNumber ?? "" }],
      }));
      const failed = batchItemFailures[0]?.itemIdentifier;
      const done =
        failed === undefined
          ? Records.length
          : Records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed);
      waiting.splice(0, Math.max(0, done));
      if (failed !== undefined) await new Promise((wake) => setTimeout(wake, RETRY_MILLISECONDS).unref());
    }
    running = undefined;
  };
  return {
    push(record: DynamoDBRecord) {
      waiting.push(record);
      running ??= new Promise<void>((start) => setImmediate(start)).then(run);
    },
    settled: () => running ?? Promise.resolve(),
    busy: () => running !== undefined,
    stop: () => {
      stopped = true;
    },
  };
}

/** A record of the shape that DynamoDB's stream delivers with both images; expiry says who removed the item. */
export function streamRecord({ before, after }: ItemChange, sequence: number, now: number): DynamoDBRecord {
  const { pk, sk, ttl } = { ...before, ...after };
  const expired = !after && ttl !== undefined && Number(ttl.N) <= now;
  return {
    eventID: String(sequence),
    eventName: before ? (after ? "MODIFY" : "REMOVE") : "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/latchkey-local/stream/local",
    dynamodb: {
      ApproximateCreationDateTime: now,
      Keys: { pk, sk } as never,
      ...(before && { OldImage: before as never }),
      ...(after && { NewImage: after as never }),
      SequenceNumber: String(sequence).padStart(21, "0"),
      SizeBytes: JSON.stringify([before, after]).length,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    ...(expired && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
  };
}
