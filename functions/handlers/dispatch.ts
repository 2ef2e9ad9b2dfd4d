import type { DynamoDBStreamEvent } from "aws-lambda";
import { dispatch } from "../flows/dispatch.ts";
import { lambda, type Services } from "../compose/base.ts";
import { outbound, queue, readChange, storage } from "../compose/parts.ts";
import { auditedDispatch } from "../stream/audit-dispatch.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";

export const create =
  (
    services: Pick<
      Services,
      "observer" | "settings" | "storage" | "queue" | "outbound" | "clock" | "readChange"
    >,
  ) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> =>
    inOrder(services, "dispatch", event, async (change) => {
      const outcome = await dispatch(services, change);
      auditedDispatch(services.observer, outcome);
      return outcome.kind !== "needless";
    });

export const handler = await lambda("dispatch", { storage, queue, outbound, readChange }, create);
