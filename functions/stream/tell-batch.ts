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
 * others come again. Where nothing could be ordered, the whole batch comes again, which changes nothing of what was done.
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
  const happened = handled.flatMap(({ dynamodb = {} }) => {
    try {
      return readHappened(dynamodb);
    } catch (error) {
      // No other try would mend an item.
      if (!(error instanceof Fault && error.code === "damaged-item")) throw error;
      observer.fault("tell-events", error);
      return [];
    }
  });
  if (happened.length === 0) return result;
  try {
    await tell(happened);
    return result;
  } catch (error) {
    observer.fault("tell-events", error);
    const itemIdentifier = event.Records[0]?.dynamodb?.SequenceNumber ?? "";
    return { ...result, batchItemFailures: [{ itemIdentifier }] };
  }
}
