import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../functions/domain/ambient.ts";
import type { ItemChange, StoredItem } from "./database.ts";

const SWEEP_MILLISECONDS = 1000;

/** Deletes at the same time. */
const WIDTH = 16;

interface Dated {
  readonly pk: string;
  readonly sk: string;
}

/** Deletes items whose `ttl` has passed, as DynamoDB does. It remembers the times, so that a sweep reads nothing. */
export interface Expiry {
  note(change: ItemChange): void;
  sweep(): Promise<void>;
  /** Resolves when the last sweep is over. */
  stop(): Promise<void>;
}

export function expiry(client: () => DynamoDBClient, tableName: string, clock: Clock): Expiry {
  // By the second, so that a sweep looks at no item whose time has not come.
  const due = new Map<number, Dated[]>();
  const remember = (ttl: number, one: Dated) => {
    const some = due.get(ttl);
    if (some) some.push(one);
    else due.set(ttl, [one]);
  };
  const deleteOne = async (ttl: number, one: Dated, now: number) => {
    // The item may have been given more time since it was noted, or be gone.
    const command = new DeleteItemCommand({
      TableName: tableName,
      Key: { pk: { S: one.pk }, sk: { S: one.sk } },
      ConditionExpression: "#ttl <= :now",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":now": { N: String(now) } },
    });
    await client()
      .send(command)
      .catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) remember(ttl, one);
      });
  };
  const deleteExpired = async () => {
    const now = clock();
    const passed = [...due.keys()].filter((ttl) => ttl <= now);
    const all = passed.flatMap((ttl) => due.get(ttl)?.map((one) => ({ ttl, one })) ?? []);
    for (const ttl of passed) due.delete(ttl);
    for (let start = 0; start < all.length; start += WIDTH)
      await Promise.all(all.slice(start, start + WIDTH).map(({ ttl, one }) => deleteOne(ttl, one, now)));
  };
  let sweeping = Promise.resolve();
  const sweep = () => (sweeping = sweeping.then(deleteExpired));
  const timer = setInterval(() => void sweep(), SWEEP_MILLISECONDS).unref();
  return {
    note({ before, after }) {
      if (!after?.ttl || after.ttl.N === before?.ttl?.N) return;
      remember(Number(after.ttl.N), { pk: after.pk?.S ?? "", sk: after.sk?.S ?? "" });
    },
    sweep,
    stop() {
      clearInterval(timer);
      return sweeping;
    },
  };
}

/** The items of the table, a page at a time. A call that fails can be made again, and gives the same page. */
export function itemPages(client: DynamoDBClient, tableName: string) {
  let start: StoredItem | undefined;
  let isOver = false;
  return {
    async next(): Promise<readonly StoredItem[] | "end"> {
      if (isOver) return "end";
      const page = await client.send(
        new ScanCommand({ TableName: tableName, ...(start && { ExclusiveStartKey: start }) }),
      );
      start = page.LastEvaluatedKey;
      isOver = start === undefined;
      return page.Items ?? [];
    },
  };
}

/** Every item of the table. */
export async function allItems(client: DynamoDBClient, tableName: string) {
  const items: StoredItem[] = [];
  const pages = itemPages(client, tableName);
  for (let page = await pages.next(); page !== "end"; page = await pages.next()) items.push(...page);
  return items;
}
