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

export type { StoredItem };

/** One change of one item, in the order in which the item changed. */
export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}

/** Takes changes down in one step with their items, so that neither is there without the other. */
export interface ChangeLog {
  /** @returns what to write with the change, and who hears whether both were; undefined where nothing is taken down */
  begin(
    change: ItemChange,
  ): { readonly key: string; readonly value: object; settle(written: boolean): void } | undefined;
}

export interface Database {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** What a {@link ChangeLog} has taken down, by its keys and in their order. */
  readonly notes: {
    all(): Promise<readonly (readonly [key: string, value: unknown])[]>;
    drop(keys: readonly string[]): Promise<void>;
  };
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
 * @param log takes changes down
 */
export async function startDatabase(
  folder: string | undefined,
  onChange: (change: ItemChange) => void = () => undefined,
  log?: ChangeLog,
): Promise<Database> {
  const { server, store } = withChanges({ onChange, log }, () =>
    dynalite({ createTableMs: 0, deleteTableMs: 0, ...(folder !== undefined && { path: folder }) }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = localClient(endpoint);
  return {
    endpoint,
    client,
    notes: notesIn(store),
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface Watch {
  readonly onChange: (change: ItemChange) => void;
  readonly log: ChangeLog | undefined;
}

/** The engine makes its store through its own module: there we put ourselves between the engine and its items. */
function withChanges<T>(watch: Watch, start: () => T): { readonly server: T; readonly store: Store } {
  const create = db.create;
  let made: Store | undefined;
  db.create = (options) => {
    const store = create(options);
    made = store;
    closeIterators(store);
    const getItemDb = store.getItemDb.bind(store);
    const observed = new Map<string, ItemDb>();
    store.getItemDb = (table) => {
      const known = observed.get(table) ?? observe(getItemDb(table), table, store, watch);
      observed.set(table, known);
      return known;
    };
    return store;
  };
  try {
    const server = start();
    if (!made) throw new Error("The embedded engine has made no store.");
    return { server, store: made };
  } finally {
    db.create = create;
  }
}

/** Beside the names that the engine gives to what it stores. */
const NOTES = "latchkey-note~";

function notesIn({ db: levels }: Store): Database["notes"] {
  return {
    async all() {
      const entries = await levels.iterator({ gte: NOTES, lt: `${NOTES}\u007f` }).all();
      return entries.map(([key, value]) => [key.slice(NOTES.length), value] as const);
    },
    drop: (keys) => levels.batch(keys.map((key) => ({ type: "del", key: `${NOTES}${key}` }))),
  };
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
function observe(items: ItemDb, table: string, { db: levels }: Store, { onChange, log }: Watch): ItemDb {
  type Done = (error: Error | null) => void;
  const write = (key: string, after: StoredItem | undefined, done: Done, alone: (done: Done) => void) => {
    items.get(key, (unread, before) => {
      if (unread) {
        done(unread);
        return;
      }
      // Nothing is deleted: that is no change, and no stream tells of it.
      if (!before && !after) {
        alone(done);
        return;
      }
      const change = { before, after: after && structuredClone(after) };
      const note = log?.begin(change);
      const end: Done = (error) => {
        note?.settle(!error);
        if (!error) onChange(change);
        done(error);
      };
      if (!note) {
        alone(end);
        return;
      }
      // As the engine names the item itself.
      const item = `item-${table}~${key}`;
      levels
        .batch([
          after ? { type: "put", key: item, value: after } : { type: "del", key: item },
          { type: "put", key: `${NOTES}${note.key}`, value: note.value },
        ])
        .then(
          () => end(null),
          (error: unknown) => end(error instanceof Error ? error : new Error(String(error))),
        );
    });
  };
  return Object.assign(Object.create(items) as ItemDb, {
    put: (key, item, done) => write(key, item, done, (then) => items.put(key, item, then)),
    del: (key, done) => write(key, undefined, done, (then) => items.del(key, then)),
  } satisfies Partial<ItemDb>);
}
