import type { DynamoDBStreamEvent } from "aws-lambda";
import { bookkeep } from "../flows/bookkeep.ts";
import { tellEvents } from "../flows/tell-events.ts";
import { lambda, type Services } from "../compose/base.ts";
import { eventQueue, readChange, readHappened, storage } from "../compose/parts.ts";
import { tellsEvents } from "../settings.ts";
import { auditedStops } from "../stream/audit-stops.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";
import { tellBatch } from "../stream/tell-batch.ts";

type BookkeepServices = Pick<
  Services,
  "config" | "observer" | "settings" | "storage" | "clock" | "readChange" | "eventQueue" | "readHappened"
>;

export const create =
  (services: BookkeepServices) =>
  async (event: DynamoDBStreamEvent): Promise<BatchResult> => {
    const booked = await inOrder(services, "bookkeep", event, async (change) => {
      const { kind, stops } = await bookkeep(services, change);
      auditedStops(services.observer, stops);
      return kind !== "needless";
    });
    if (!tellsEvents(services.settings)) return booked;
    return tellBatch(telling(services), event, booked);
  };

function telling(services: BookkeepServices) {
  const { observer, readHappened: read, clock } = services;
  return {
    observer,
    readHappened: (record: object) => read(record, clock()),
    tell: (happened: Parameters<typeof tellEvents>[1]) => tellEvents(services, happened),
  };
}

export const handler = await lambda("bookkeep", { storage, readChange, eventQueue, readHappened }, create);
