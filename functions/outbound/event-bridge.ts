import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { EventBus } from "./port.ts";

/** What says on the bus that an event is ours; the stage stands in the event. */
const SOURCE = "latchkey";

/** An entry may have 256 KiB, its source and type included; events have less than two. */
const MOST_BYTES = 250_000;

/**
 * An event bus of Amazon EventBridge. One event a call: the call itself succeeds when its entries fail, and of a call with
 * several of them some may.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBridge(client: EventBridgeClient, bus: string): EventBus {
  return {
    async put(event) {
      const Detail = JSON.stringify(event);
      if (Buffer.byteLength(Detail) > MOST_BYTES) return { kind: "refused", reason: "too-large" };
      const { FailedEntryCount = 0, Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              ...{ EventBusName: bus, Source: SOURCE, DetailType: event.type, Detail },
              Time: new Date(event.timestamp),
            },
          ],
        }),
      );
      const [entry] = Entries;
      if (FailedEntryCount === 0 && entry?.EventId !== undefined) return { kind: "taken" };
      return { kind: "refused", reason: entry?.ErrorCode ?? "no-answer" };
    },
  };
}
