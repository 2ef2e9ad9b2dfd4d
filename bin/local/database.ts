import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import db, { type ItemDb, type Store, type StoredItem } from "dynalite/db/index.js";
import { dynamoClient } from "../../functions/storage/dynamodb/storage.ts";
import { CUSTOMERS_INDEX } from "../../functions/storage/indexes.ts";

/** One change of one item, in the order in which the item changed. */
export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}

export interface Database {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** A laptop that is busy with something else is slow, not out of reach; calls that queue for a socket wait as long. In milliseconds. */
const PATIENCE = { connectionTimeout: 20_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** A DynamoDB endpoint on this machine. */
export function localClient(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return dynamoClient({ endpoint, region: "us-east-1", credentials, requestHandler: PATIENCE, ...config });
}

/** Makes the table as the data stack makes it, and waits until it takes items. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partition, sort, projected } = CUSTOMERS_INDEX;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
          { AttributeName: sort, AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: CUSTOMERS_INDEX.name,
            KeySchema: [
              { AttributeName: partition, KeyType: "HASH" },
              { AttributeName: sort, KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: [...projected] },
          },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 }, { TableName: name });
}

/**
 * Starts DynamoDB inside this process, on a socket of its own.
 * @param folder keeps the tables between runs; in memory without it
 * @param onChange hears of every change: what DynamoDB's stream would tell, which this engine lacks
 */
export async function startDatabase(
  folder: string | undefined,
  onChange: (change: ItemChange) => void = () => undefined,
): Promise<Database> {
  const server = withChanges(onChange, () =>
    dynalite({ createTableMs: 0, deleteTableMs: 0, ...(folder !== undefined && { path: folder }) }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = localClient(endpoint);
  return {
    endpoint,
    client,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The engine makes its store through its own module: there we put ourselves between the engine and its items. */
function withChanges<T>(onChange: (change: ItemChange) => void, start: () => T): T {
  const create = db.create;
  db.create = (options) => {
    const store = create(options);
    closeIterators(store);
    const getItemDb = store.getItemDb.bind(store);
    const observed = new Map<string, ItemDb>();
    store.getItemDb = (table) => {
      const known = observed.get(table) ?? observe(getItemDb(table), onChange);
      observed.set(table, known);
      return known;
    };
    return store;
  };
  try {
    return start();
  } finally {
    db.create = create;
  }
}

/**
 * The engine ends each read of a partition by the iterator's `return()`, where there is one; those of its store have `close()`
 * alone. So each read would stay open, with the whole store as it was then: a gigabyte after ten thousand sign-ins.
 */
function closeIterators({ db: levels }: Store): void {
  const values = levels.values.bind(levels);
  levels.values = (options) => {
    const iterator = values(options);
    iterator.return = () => iterator.close();
    return iterator;
  };
}

/** The engine holds an item's lock from its own read to its write, so what is read right before a write is what it replaces. */
function observe(items: ItemDb, onChange: (change: ItemChange) => void): ItemDb {
  type Write = (done: (error: Error | null) => void) => void;
  const write = (key: string, after: StoredItem | undefined, done: Parameters<Write>[0], go: Write) => {
    items.get(key, (unread, before) => {
      if (unread) {
        done(unread);
        return;
      }
      go((error) => {
        if (!error) onChange({ before, after: after && structuredClone(after) });
        done(error);
      });
    });
  };
  return Object.assign(Object.create(items) as ItemDb, {
    put: (key, item, done) => write(key, item, done, (then) => items.put(key, item, then)),
    del: (key, done) => write(key, undefined, done, (then) => items.del(key, then)),
  } satisfies Partial<ItemDb>);
}
