import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Expiry, itemPages } from "./expiry.ts";
import type { Pump } from "./pump.ts";

const RETRY_MILLISECONDS = 500;

/** What a table holds when the service starts, on its way to the stream once more. */
export interface Replay {
  /** Resolves when all has been brought, or when it was stopped. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Brings every item to the stream, page by page, each when the one before has been handled: a whole table would fill the
 * memory. The first page has been brought when it resolves.
 */
export async function replay(
  client: DynamoDBClient,
  tableName: string,
  expiring: Pick<Expiry, "note">,
  stream: Pick<Pump, "replay" | "settled">,
): Promise<Replay> {
  const pages = itemPages(client, tableName);
  let isStopped = false;
  /** @returns whether there may be more */
  const bringPage = async (): Promise<boolean> => {
    const page = await pages.next();
    if (page === "end") return false;
    for (const after of page) {
      expiring.note({ before: undefined, after });
      stream.replay(after);
    }
    return true;
  };
  const bringOthers = async () => {
    let isMore = true;
    while (isMore && !isStopped) {
      await stream.settled();
      // A table that is out of reach is asked again: an order that waits there would never be delivered.
      isMore = await bringPage().catch(() => pause(RETRY_MILLISECONDS, true, { ref: false }));
    }
  };
  await bringPage();
  return { ended: bringOthers(), stop: () => void (isStopped = true) };
}
