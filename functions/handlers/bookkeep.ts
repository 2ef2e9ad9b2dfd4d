import type { DynamoDBStreamEvent } from "aws-lambda";
import { bookkeep } from "../flows/bookkeep.ts";
import { lambda, type Services } from "../compose/base.ts";
import { readChange } from "../compose/parts.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";

export const create =
  (services: Pick<Services, "observer" | "readChange">) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> =>
    inOrder(services, "bookkeep", event, bookkeep);

export const handler = await lambda("bookkeep", { readChange }, create);
