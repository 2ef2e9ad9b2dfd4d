import { type DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

export type FoundItem = Readonly<Record<string, unknown>>;

/**
 * Every item of a partition. One answer of the table holds a megabyte of it at most.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export async function itemsOf(client: DynamoDBClient, TableName: string, pk: string): Promise<FoundItem[]> {
  const items: FoundItem[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: pk } },
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => unmarshall(item)));
  return items;
}
