import type { DynamoDBStreamEvent } from "aws-lambda";
import { Fault } from "../domain/errors.ts";
import { readSequence, type Sequence } from "../domain/statistics/sequence.ts";
import type { Observer } from "../observability/port.ts";
import type { BatchResult } from "./batch.ts";

/**
 * A batch of the stream within a tumbling window: only there does an event name its shard.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
 */
export interface WindowEvent extends DynamoDBStreamEvent {
  readonly shardId?: string;
  /** What the function returned for the batch before. Nothing is kept in it: a state that is lost would be lost numbers. */
  readonly state?: object;
  readonly window?: { readonly start: string; readonly end: string };
  readonly isFinalInvokeForWindow?: boolean;
  readonly isWindowTerminatedEarly?: boolean;
}

/** Lambda takes an answer without a state for a failure. */
export interface WindowResult extends BatchResult {
  readonly state: object;
}

export interface Placed<Change> {
  readonly sequence: Sequence;
  /** Epoch seconds. */
  readonly at: number;
  readonly change: Change;
}

interface Handled {
  /** The first change that has to come again; undefined where all is done. */
  readonly failedFrom: Sequence | undefined;
  readonly handled: number;
  readonly thrown: readonly unknown[];
}

interface WindowTools<Change> {
  readonly observer: Observer;
  readonly readChange: (record: object) => Change | undefined;
}

/**
 * Handles a batch as a whole. What cannot be read is passed over: no other try would mend it. From the first change that
 * fails on, the stream brings them again.
 * @param handle the shard is undefined where the event names none
 */
export async function inWindow<Change>(
  { observer, readChange }: WindowTools<Change>,
  name: string,
  { Records, shardId, state = {} }: WindowEvent,
  handle: (changes: readonly Placed<Change>[], shard: string | undefined) => Promise<Handled>,
): Promise<WindowResult> {
  const started = performance.now();
  const changes: Placed<Change>[] = [];
  const numbers = new Map<Sequence, string>();
  let unread: string | undefined;
  for (const { dynamodb = {} } of Records) {
    const { SequenceNumber = "", ApproximateCreationDateTime = 0 } = dynamodb;
    try {
      const change = readChange(dynamodb);
      const sequence = readSequence(SequenceNumber);
      if (!change) continue;
      if (sequence === undefined) throw new Fault("damaged-item", "A record of the stream has no number.");
      numbers.set(sequence, SequenceNumber);
      changes.push({ sequence, at: Math.floor(ApproximateCreationDateTime), change });
    } catch (error) {
      observer.fault(name, error);
      if (error instanceof Fault && error.code === "damaged-item") continue;
      // Lambda takes what comes before it for done: so that has to be.
      unread = SequenceNumber;
      break;
    }
  }
  const { failedFrom, handled, thrown } = await handle(changes, shardId);
  for (const error of thrown) observer.fault(name, error);
  if (handled > 0 || failedFrom !== undefined)
    observer.served(name, {
      records: Records.length,
      handled,
      failed: failedFrom === undefined ? 0 : 1,
      milliseconds: Math.round(performance.now() - started),
    });
  const first = failedFrom === undefined ? unread : (numbers.get(failedFrom) ?? "");
  return first === undefined ? { state, batchItemFailures: [] } : again(first, state);
}

/** A record that is named comes again, with all behind it. */
function again(itemIdentifier: string, state: object): WindowResult {
  return { state, batchItemFailures: [{ itemIdentifier }] };
}
