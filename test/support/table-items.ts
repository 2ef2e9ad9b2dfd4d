import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

type Attributes = Record<string, unknown>;

/** The items of a table as they lie there, beside what the stores make of them. */
export interface TableItems {
  get(pk: string, sk: string): Promise<Attributes>;
  /** Writes an item again with some of its attributes changed; without those that are undefined. */
  change(pk: string, sk: string, attributes: Attributes): Promise<void>;
  /** Takes an item away, as its time to live does. */
  remove(pk: string, sk: string): Promise<void>;
}

export function tableItems(client: DynamoDBClient, TableName: string): TableItems {
  const get = async (pk: string, sk: string) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: marshall({ pk, sk }), ConsistentRead: true }),
    );
    if (Item === undefined) throw new Error(`there is no item "${pk} ${sk}"`);
    return unmarshall(Item);
  };
  return {
    get,
    async remove(pk, sk) {
      await client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk, sk }) }));
    },
    async change(pk, sk, attributes) {
      const Item = marshall({ ...(await get(pk, sk)), ...attributes }, { removeUndefinedValues: true });
      await client.send(new PutItemCommand({ TableName, Item }));
    },
  };
}
