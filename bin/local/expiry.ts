import { DeleteItemCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../functions/domain/ambient.ts";
import type { ItemChange } from "./database.ts";

const SWEEP_MILLISECONDS = 1000;

/** Deletes items whose `ttl` has passed, as DynamoDB does. It remembers the times, so that a sweep reads nothing. */
export interface Expiry {
  note(change: ItemChange): void;
  sweep(): Promise<void>;
  /** Resolves when the last sweep is over. */
  stop(): Promise<void>;
}

export function expiry(client: () => DynamoDBClient, tableName: string, clock: Clock): Expiry {
  const times = new Map<string, { readonly pk: string; readonly sk: string; readonly ttl: number }>();
  const deleteExpired = async () => {
    const now = clock();
    for (const { pk, sk, ttl } of [...times.values()]) {
      if (ttl > now) continue;
      const Key = { pk: { S: pk }, sk: { S: sk } };
      // The item may have been given more time since it was noted.
      const condition = {
        ConditionExpression: "#ttl <= :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":now": { N: String(now) } },
      };
      await client()
        .send(new DeleteItemCommand({ TableName: tableName, Key, ...condition }))
        .catch(() => undefined);
    }
  };
  let sweeping = Promise.resolve();
  const sweep = () => (sweeping = sweeping.then(deleteExpired));
  const timer = setInterval(() => void sweep(), SWEEP_MILLISECONDS).unref();
  return {
    note({ before, after }) {
      const { pk, sk, ttl } = { ...before, ...after };
      const id = `${pk?.S ?? ""} ${sk?.S ?? ""}`;
      if (after && ttl) times.set(id, { pk: pk?.S ?? "", sk: sk?.S ?? "", ttl: Number(ttl.N) });
      else times.delete(id);
    },
    sweep,
    stop() {
      clearInterval(timer);
      return sweeping;
    },
  };
}

/** Every item of the table. */
export async function allItems(client: DynamoDBClient, tableName: string) {
  const items = [];
  let start: ItemChange["after"];
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}
