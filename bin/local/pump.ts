import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Clock } from "../../functions/domain/ambient.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";
import type { WindowEvent, WindowResult } from "../../functions/stream/window.ts";
import type { ItemChange } from "./database.ts";
import { type Lane, lane, type LaneOptions } from "./lane.ts";

type Consumer = (event: DynamoDBStreamEvent) => Promise<BatchResult>;

/** A consumer whose mapping has a tumbling window: it hears which shard a batch is of, and is handed on its state. */
export interface WindowConsumer {
  readonly windowSeconds: number;
  readonly consume: (event: WindowEvent) => Promise<WindowResult>;
}

/** As long a consumer with a window waits for more: what it writes costs as much for one change as for a hundred. */
const GATHERS: LaneOptions = { gathers: 200, bisects: true };

/** Shards of a consumer with a window; the others see one. */
const SHARDS = 3;

/** So that numbers of two lengths come soon: as text the longer ones are smaller. */
const FIRST_NUMBER = 10n ** 21n - 3n;

/** Where a change stands in the stream. */
export interface Place {
  /** The run of the service that made it: it names the shards. */
  readonly run: number;
  readonly number: string;
  /** Epoch seconds. */
  readonly at: number;
}

/** Brings changes of the table to the stream's consumers, in order, and again until they succeed. */
export interface Pump {
  push(change: ItemChange): void;
  /**
   * Gives a change its place before it is written; what comes behind it waits until it says whether it was.
   * @param handled is called when every consumer has handled it
   */
  begin(change: ItemChange, handled: () => void): { readonly place: Place; settle(written: boolean): void };
  /** Brings a change of an earlier run, at the place that it had then: who has counted it knows it by that. */
  resume(change: ItemChange, place: Place, handled: () => void): void;
  /** Brings an item of an earlier run, which may have been handled then: no shard is named with it. */
  replay(item: ItemChange["after"]): void;
  /** Resolves when every change so far has been handled. */
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

/**
 * @param run names the shards of this run, so that none has the name of an earlier one
 * @param shards how many a consumer with a window hears of; without any nothing says where a record is from
 */
export function pump(
  consumers: readonly (Consumer | WindowConsumer)[],
  clock: Clock,
  { run = Date.now(), shards = SHARDS }: { readonly run?: number; readonly shards?: number } = {},
): Pump {
  const readers = consumers.map((consumer) =>
    typeof consumer === "function" ? plainReader(consumer) : windowReader(consumer, shards),
  );
  const lanes = () => readers.flatMap((reader) => reader.lanes());
  let number = FIRST_NUMBER;
  const next = (): Place => ({ run, number: String(number++), at: clock() });
  const bring = (
    change: ItemChange,
    place: Place,
    of: number | undefined,
    handled: () => void = () => undefined,
  ) => {
    const record = streamRecord(change, place.number, place.at);
    let owed = readers.length;
    const done = () => {
      owed -= 1;
      if (owed === 0) handled();
    };
    for (const { laneOf } of readers) laneOf(record, of).push({ record, done });
  };
  const open: { state: "open" | "written" | "lost"; readonly bring: () => void }[] = [];
  return {
    push: (change) => bring(change, next(), run),
    begin(change, handled) {
      const place = next();
      const one: (typeof open)[number] = { state: "open", bring: () => bring(change, place, run, handled) };
      open.push(one);
      return {
        place,
        settle(written) {
          one.state = written ? "written" : "lost";
          for (let first = open[0]; first && first.state !== "open"; first = open[0]) {
            open.shift();
            if (first.state === "written") first.bring();
          }
        },
      };
    },
    resume: (change, place, handled) => bring(change, place, place.run, handled),
    replay: (after) => bring({ before: undefined, after }, next(), undefined),
    async settled() {
      await Promise.all(lanes().map(({ settled }) => settled()));
    },
    busy: () => lanes().some(({ busy }) => busy()),
    stop: () => lanes().forEach(({ stop }) => stop()),
  };
}

interface Reader {
  readonly lanes: () => readonly Lane[];
  /** @param run whose shards; undefined for what is brought without one */
  readonly laneOf: (record: DynamoDBRecord, run: number | undefined) => Lane;
}

function plainReader(consume: Consumer): Reader {
  const only = lane((Records) => consume({ Records }));
  return { lanes: () => [only], laneOf: () => only };
}

/** One lane for each shard of each run, and one for what is brought without a shard. */
function windowReader(consumer: WindowConsumer, count: number): Reader {
  const shards = new Map<string, Lane>();
  const unnamed = lane((Records) => consumer.consume({ Records }), GATHERS);
  return {
    lanes: () => [...shards.values(), unnamed],
    laneOf({ dynamodb }, run) {
      if (run === undefined || count === 0) return unnamed;
      const index = shardOf(dynamodb?.Keys?.pk?.S ?? "", count);
      const shardId = `shardId-${String(run).padStart(20, "0")}-${String(index).padStart(8, "0")}`;
      const known = shards.get(shardId) ?? lane(windowed(consumer, shardId), GATHERS);
      shards.set(shardId, known);
      return known;
    },
  };
}

/** A partition's changes are all in one shard. */
function shardOf(pk: string, shards: number): number {
  return Buffer.from(pk).reduce((sum, byte) => (sum * 31 + byte) % 65_521, 7) % shards;
}

/** What a shard's batches are called with. A window that is over is closed by a call of its own, which has no records. */
function windowed({ consume, windowSeconds }: WindowConsumer, shardId: string) {
  let open: { readonly start: number; state: object } | undefined;
  const call = async (Records: DynamoDBRecord[], start: number, state: object, isFinal: boolean) =>
    consume({
      ...{ Records, shardId, state, isFinalInvokeForWindow: isFinal, isWindowTerminatedEarly: false },
      window: { start: instant(start), end: instant(start + windowSeconds) },
    });
  return async (Records: DynamoDBRecord[]): Promise<BatchResult> => {
    const at = Records[0]?.dynamodb?.ApproximateCreationDateTime ?? 0;
    const start = at - (at % windowSeconds);
    if (open && open.start !== start) await call([], open.start, open.state, true);
    if (open?.start !== start) open = { start, state: {} };
    const { state, batchItemFailures } = await call(Records, start, open.state, false);
    open.state = state;
    return { batchItemFailures };
  };
}

function instant(at: number): string {
  return new Date(at * 1000).toISOString();
}

/** A record of the shape that DynamoDB's stream delivers with both images; expiry says who removed the item. */
export function streamRecord(
  { before, after }: ItemChange,
  sequence: number | string,
  now: number,
): DynamoDBRecord {
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
