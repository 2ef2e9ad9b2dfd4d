import { isDeepStrictEqual } from "node:util";
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { DatabaseProxy } from "./database-proxy.ts";

export type StoredItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

const nameOf = ({ pk, sk }: StoredItem) => `${pk} ${sk}`;

/** Everything that a table holds, in one order. */
export async function everythingIn(client: DynamoDBClient, TableName: string): Promise<StoredItem[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items.map((item) => unmarshall(item) as StoredItem).sort((a, b) =>
    nameOf(a).localeCompare(nameOf(b)),
  );
}

/** Makes a table hold these items and no others. */
export async function holdOnly(client: DynamoDBClient, TableName: string, items: readonly StoredItem[]) {
  const wanted = new Map(items.map((item) => [nameOf(item), item]));
  for (const item of await everythingIn(client, TableName)) {
    const { pk, sk } = item;
    const kept = wanted.get(nameOf(item));
    if (isDeepStrictEqual(kept, item)) wanted.delete(nameOf(item));
    else if (!kept) await client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk, sk }) }));
  }
  for (const item of wanted.values())
    await client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
}

/**
 * What may befall a process at one of its calls to the table. To die after a call is to die before the next one; where
 * only one call fails, what is done at the same time goes on.
 */
export const MISHAPS = {
  "dies before": (proxy: DatabaseProxy, call: number) => {
    proxy.crashBefore(call);
  },
  "fails at": (proxy: DatabaseProxy, call: number) => {
    proxy.before(call, () => Promise.reject(new Error("the line is cut")));
  },
  "is not answered at": (proxy: DatabaseProxy, call: number) => {
    proxy.loseReply(call);
  },
} as const;

export type Mishap = keyof typeof MISHAPS;

/** What may befall it at a call of this name: one that reads changes nothing, so that its answer may as well be lost. */
export function mishapsOf(name: string): Mishap[] {
  return /^(GetItem|Query)$/.test(name) ? ["dies before"] : (Object.keys(MISHAPS) as Mishap[]);
}
