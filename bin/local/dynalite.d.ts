/** The parts of dynalite that the local database uses; the package ships no types. */
declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
  }): Server;
}

declare module "dynalite/db/index.js" {
  import type { AttributeValue } from "@aws-sdk/client-dynamodb";
  type Done<T = void> = (error: Error | null, value?: T) => void;
  export type StoredItem = Record<string, AttributeValue>;
  export interface ItemDb {
    get(key: string, done: Done<StoredItem>): void;
    put(key: string, item: StoredItem, done: Done): void;
    del(key: string, done: Done): void;
  }
  export interface Iterator {
    close(): Promise<void>;
    return?(): Promise<void>;
  }
  type Operation =
    | { readonly type: "put"; readonly key: string; readonly value: object }
    | { readonly type: "del"; readonly key: string };
  export interface Store {
    readonly db: {
      values(options?: object): Iterator;
      iterator(options: object): { all(): Promise<(readonly [key: string, value: unknown])[]> };
      batch(operations: readonly Operation[]): Promise<void>;
    };
    getItemDb(table: string): ItemDb;
  }
  const db: { create(options: object): Store };
  export default db;
}
