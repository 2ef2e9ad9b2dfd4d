import type { DynamoDBStreamEvent } from "aws-lambda";
import { dispatchSends } from "../flows/dispatch-sends.ts";
import { lambda, type Services } from "../compose/base.ts";
import { queue, readChange } from "../compose/parts.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";

export const create =
  (services: Pick<Services, "observer" | "queue" | "readChange">) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> =>
    inOrder(services, "dispatch-sends", event, (change) => dispatchSends(services.queue, change));

export const handler = await lambda("dispatch-sends", { queue, readChange }, create);
