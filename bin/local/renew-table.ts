import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { CUSTOMERS_INDEX } from "../../functions/storage/indexes.ts";
import { createTable, type StoredItem } from "./database.ts";
import { allItems } from "./expiry.ts";

/** What the table held lies here until the new one holds it. */
const ASIDE = "table-before-index.json";

/**
 * Makes a kept table anew, with its items, where an earlier release has made it without its index: the embedded engine adds
 * none to a table that is there. A run that breaks off is finished by the next one.
 * @param folder where the items wait meanwhile
 */
export async function renewTable(client: DynamoDBClient, name: string, folder: string): Promise<void> {
  const aside = join(folder, ASIDE);
  if (!existsSync(aside)) {
    if (await isUpToDate(client, name)) return;
    // Under another name first: half a file must not pass for the whole table.
    writeFileSync(`${aside}.part`, JSON.stringify(await allItems(client, name)));
    renameSync(`${aside}.part`, aside);
  }
  const items = JSON.parse(readFileSync(aside, "utf8")) as readonly StoredItem[];
  await client.send(new DeleteTableCommand({ TableName: name })).catch(unlessThereIsNone);
  await waitUntilTableNotExists(
    { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { TableName: name },
  );
  await createTable(client, name);
  for (const Item of items) await client.send(new PutItemCommand({ TableName: name, Item }));
  rmSync(aside);
}

/** A table that is not there yet will be made as it should be. */
async function isUpToDate(client: DynamoDBClient, name: string): Promise<boolean> {
  const found = await client.send(new DescribeTableCommand({ TableName: name })).catch(unlessThereIsNone);
  const indexes = found?.Table?.GlobalSecondaryIndexes ?? [];
  return !found || indexes.some(({ IndexName }) => IndexName === CUSTOMERS_INDEX.name);
}

function unlessThereIsNone(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}
