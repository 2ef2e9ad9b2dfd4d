import { QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { TableIndex } from "../indexes.ts";
import { type Item, type Table, unavailable } from "./table.ts";

/** Which items of a partition are left out, and which attributes are read of the others. */
export interface Narrowing {
  readonly filter?: string;
  /** All without it. */
  readonly projection?: string;
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values: Item;
}

/** Every item of a partition whose sort key begins so. */
export async function queryAll(table: Table, pk: string, beginning: string): Promise<Item[]> {
  return collect(queryPages(table, pk, beginning));
}

/** The same, a page of at most a megabyte of the table at a time: the next one is read when it is asked for. */
export function queryPages(
  table: Table,
  pk: string,
  beginning: string,
  narrowing?: Narrowing,
): AsyncGenerator<Item[], void> {
  return pagesOf(table, {
    ...beginningSo(pk, beginning, narrowing?.values),
    ...(narrowing && {
      ...(narrowing.filter !== undefined && { FilterExpression: narrowing.filter }),
      ...(narrowing.projection !== undefined && { ProjectionExpression: narrowing.projection }),
      ...(narrowing.names && { ExpressionAttributeNames: narrowing.names }),
    }),
  });
}

/** Every item that an index finds by both its keys. It follows the table, and cannot be asked to wait for it. */
export async function queryIndex(
  table: Table,
  { name, partition, sort }: TableIndex,
  partitionValue: string,
  sortValue: string,
): Promise<Item[]> {
  const pages = pagesOf(table, {
    IndexName: name,
    KeyConditionExpression: "#partition = :partition AND #sort = :sort",
    ExpressionAttributeNames: { "#partition": partition, "#sort": sort },
    ExpressionAttributeValues: marshall({ ":partition": partitionValue, ":sort": sortValue }),
  });
  return collect(pages);
}

/** Every item of a partition. */
export function queryPartition(table: Table, pk: string): Promise<Item[]> {
  return collect(pagesOf(table, ofPartition(pk)));
}

/**
 * Every item of a partition, the last by their sort keys first, a page at a time.
 * @param first how many items the first page has at most; each further one has twice as many @default what a page holds
 */
export function queryNewestFirst(table: Table, pk: string, first?: number): AsyncGenerator<Item[], void> {
  return pagesOf(table, {
    ...{ ...ofPartition(pk), ScanIndexForward: false },
    ...(first !== undefined && { Limit: first }),
  });
}

/** The items of a partition whose sort key is neither before the one nor behind the other. */
export function queryBetween(table: Table, pk: string, from: string, to: string): Promise<Item[]> {
  return collect(
    pagesOf(table, {
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: marshall({ ":pk": pk, ":from": from, ":to": to }),
    }),
  );
}

function ofPartition(pk: string) {
  return {
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: marshall({ ":pk": pk }),
  };
}

async function collect(pages: AsyncGenerator<Item[], void>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/**
 * The last items of a partition whose sort key begins so, by their sort keys, the last one first.
 * @param before a sort key: only items before it
 */
export async function queryNewest(
  table: Table,
  pk: string,
  beginning: string,
  most: number,
  before?: string,
): Promise<Item[]> {
  const start = before === undefined ? {} : { ExclusiveStartKey: marshall({ pk, sk: before }) };
  const last = { ScanIndexForward: false, Limit: most, ...start };
  const { value } = await pagesOf(table, { ...beginningSo(pk, beginning), ...last }).next();
  return value ?? [];
}

/** Items of a partition of an index whose sort key begins so, in its order, a page at a time. */
export function queryIndexPages(
  table: Table,
  { name, partition, sort }: TableIndex,
  partitionValue: string,
  { beginning, from }: { readonly beginning: string; readonly from?: string },
): AsyncGenerator<Item[], void> {
  const { condition, values } = sortedFrom(beginning, from);
  return pagesOf(table, {
    IndexName: name,
    KeyConditionExpression: `#partition = :partition${condition}`,
    ExpressionAttributeNames: { "#partition": partition, ...(condition !== "" && { "#sort": sort }) },
    ExpressionAttributeValues: marshall({ ":partition": partitionValue, ...values }),
  });
}

/** No text has a letter behind this one. */
const LAST_LETTER = "\u{10ffff}";

/** A key condition is one of the sort key: what begins so, or what lies between two texts. An empty one is no key. */
function sortedFrom(
  beginning: string,
  from = "",
): { readonly condition: string; readonly values: Readonly<Record<string, string>> } {
  // What lies elsewhere is no place to go on from.
  const isWithin = from !== "" && from.startsWith(beginning);
  if (isWithin && beginning === "") return { condition: " AND #sort >= :from", values: { ":from": from } };
  if (isWithin)
    return {
      condition: " AND #sort BETWEEN :from AND :last",
      values: { ":from": from, ":last": beginning + LAST_LETTER },
    };
  return beginning === ""
    ? { condition: "", values: {} }
    : { condition: " AND begins_with(#sort, :sort)", values: { ":sort": beginning } };
}

function beginningSo(pk: string, beginning: string, values: Item = {}) {
  return {
    ConsistentRead: true,
    // An empty text is no value of a key.
    KeyConditionExpression: `${beginning === "" ? "" : "begins_with(sk, :beginning) AND "}pk = :pk`,
    ExpressionAttributeValues: marshall({
      ":pk": pk,
      ...(beginning !== "" && { ":beginning": beginning }),
      ...values,
    }),
  };
}

async function* pagesOf(
  table: Table,
  asked: Omit<QueryCommandInput, "TableName">,
): AsyncGenerator<Item[], void> {
  let start: QueryCommandInput["ExclusiveStartKey"];
  let most = asked.Limit;
  do {
    const narrowed = {
      ...(most !== undefined && { Limit: most }),
      ...(start && { ExclusiveStartKey: start }),
    };
    const page = await table.client
      .send(new QueryCommand({ TableName: table.name, ...asked, ...narrowed }))
      .catch(unavailable);
    yield (page.Items ?? []).map((item) => unmarshall(item));
    start = page.LastEvaluatedKey;
    if (most !== undefined) most *= 2;
  } while (start);
}
