import type { DynamoDBStreamEvent } from "aws-lambda";
import { Fault } from "../domain/errors.ts";
import type { Happened } from "../domain/events/event.ts";
import type { Observer } from "../observability/port.ts";
import type { BatchResult } from "./batch.ts";

interface TellTools {
  readonly observer: Observer;
  readonly readHappened: (record: object) => readonly Happened[];
  readonly tell: (happened: readonly Happened[]) => Promise<unknown>;
}

/**
 * Has the owner's systems told of what the handled records of a batch say: of those before the first that failed, for the
 * others come again. Where something could not be ordered, the batch comes again from the first record on that says anything:
 * what was done of it is known by its sequence number and not done twice, and what lies before is not brought again.
 */
export async function tellBatch<Result extends BatchResult>(
  { observer, readHappened, tell }: TellTools,
  event: DynamoDBStreamEvent,
  result: Result,
): Promise<Result> {
  const [failed] = result.batchItemFailures;
  const failedAt = event.Records.findIndex(
    ({ dynamodb }) => (dynamodb?.SequenceNumber ?? "") === failed?.itemIdentifier,
  );
  // A failure that names none of the records brings all of them again.
  const handled = failed === undefined ? event.Records : event.Records.slice(0, Math.max(0, failedAt));
  const told = handled.flatMap(({ dynamodb = {} }) => {
    try {
      const happened = readHappened(dynamodb);
      return happened.length === 0 ? [] : [{ happened, at: dynamodb.SequenceNumber ?? "" }];
    } catch (error) {
      // No other try would mend an item.
      if (!(error instanceof Fault && error.code === "damaged-item")) throw error;
      observer.fault("tell-events", error);
      return [];
    }
  });
  const [first] = told;
  if (!first) return result;
  try {
    await tell(told.flatMap(({ happened }) => happened));
    return result;
  } catch (error) {
    observer.fault("tell-events", error);
    return { ...result, batchItemFailures: [{ itemIdentifier: first.at }] };
  }
}
