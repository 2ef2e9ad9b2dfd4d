import type { DynamoDBStreamEvent } from "aws-lambda";
import { bookkeep } from "../flows/bookkeep.ts";
import { lambda, type Services } from "../compose/base.ts";
import { readChange, storage } from "../compose/parts.ts";
import { auditedStops } from "../stream/audit-stops.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";

export const create =
  (services: Pick<Services, "observer" | "settings" | "storage" | "clock" | "readChange">) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> =>
    inOrder(services, "bookkeep", event, async (change) => {
      const { kind, stops } = await bookkeep(services, change);
      auditedStops(services.observer, stops);
      return kind !== "needless";
    });

export const handler = await lambda("bookkeep", { storage, readChange }, create);
