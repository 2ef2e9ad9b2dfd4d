import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Fault } from "../../domain/errors.ts";

export type Item = Readonly<Record<string, unknown>>;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** What a refused write leaves us with: the item that refused it, or nothing if there is none. */
export interface Conflict {
  readonly kind: "conflict";
  readonly item: Item | undefined;
}

export interface Update {
  readonly set?: string;
  readonly add?: string;
  readonly remove?: string;
  /** Where there is none, it writes in any case, also where there is no item yet. */
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Item;
  /** Whether the caller wants to see the item as it is after the write, or as it was before it. */
  readonly wantsItem?: true | "before";
}

/** The four calls that the service makes on its table, with faults told apart from refusals. */
export interface Table {
  get(key: ItemKey): Promise<Item | undefined>;
  put(
    item: ItemKey & Item,
    condition?: Required<Pick<Update, "condition" | "values">>,
  ): Promise<{ readonly kind: "done" } | Conflict>;
  update(key: ItemKey, update: Update): Promise<{ readonly kind: "done"; readonly item: Item } | Conflict>;
  readonly client: DynamoDBClient;
  readonly name: string;
}

export function table(client: DynamoDBClient, name: string): Table {
  const get = async (key: ItemKey) => {
    const { Item } = await client
      .send(new GetItemCommand({ TableName: name, Key: marshall(key), ConsistentRead: true }))
      .catch(unavailable);
    return Item && unmarshall(Item);
  };
  /** DynamoDB hands the refusing item over with the refusal; engines that do not are asked for it. */
  const conflict = async (error: unknown, key: ItemKey): Promise<Conflict> => {
    if (!(error instanceof ConditionalCheckFailedException)) return unavailable(error);
    return { kind: "conflict", item: error.Item ? unmarshall(error.Item) : await get(key) };
  };

  return {
    client,
    name,
    get,
    async put(item, condition) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: marshall(item, { removeUndefinedValues: true }),
            ...(condition && {
              ConditionExpression: condition.condition,
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              ...(Object.keys(condition.values).length > 0 && {
                ExpressionAttributeValues: marshall(condition.values),
              }),
            }),
          }),
        );
        return { kind: "done" };
      } catch (error) {
        return conflict(error, { pk: item.pk, sk: item.sk });
      }
    },
    async update(key, update) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({ TableName: name, ...updateInput(key, update) }),
        );
        return { kind: "done", item: unmarshall(Attributes ?? {}) };
      } catch (error) {
        return conflict(error, key);
      }
    },
  };
}

function updateInput(
  key: ItemKey,
  { set, add, remove, condition, names, values, wantsItem }: Update,
): Omit<UpdateItemCommandInput, "TableName"> {
  const sections = [set && `SET ${set}`, add && `ADD ${add}`, remove && `REMOVE ${remove}`];
  return {
    Key: marshall(key),
    UpdateExpression: sections.filter(Boolean).join(" "),
    ...(names && { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
    ...(wantsItem && { ReturnValues: wantsItem === "before" ? "ALL_OLD" : "ALL_NEW" }),
    ...(condition !== undefined && {
      ConditionExpression: condition,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  };
}

/** What DynamoDB answers with the status of a wrong call, though another try may work. */
const OUT_OF_REACH = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

/** What the client library throws after its last try: with a status if there was an answer, in time and whole. */
interface ClientError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Turns what the client library throws after its last retry into a fault, where waiting helps. */
export function unavailable(error: unknown): never {
  const { name = "", $metadata } = (error ?? {}) as ClientError;
  const unanswered = $metadata !== undefined && $metadata.httpStatusCode === undefined;
  if (unanswered || OUT_OF_REACH.has(name) || ($metadata?.httpStatusCode ?? 0) >= 500) {
    throw new Fault("storage-unavailable", "The table is out of reach.", { cause: error });
  }
  throw error;
}

/** ISO 8601 text that stands beside each epoch number, for an operator who reads items in the console. */
export function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(".000Z", "Z");
}

/**
 * The part of an update that writes an instant, its text beside it, and how long the item stays from then on.
 * @param name of the attribute; its text has `Iso` behind it
 * @param at epoch seconds, as `until`
 */
export function stamped(name: string, at: number, until: number) {
  return {
    set: `${name} = :at, ${name}Iso = :atIso, #ttl = :ttl`,
    names: { "#ttl": "ttl" },
    values: { ":at": at, ":atIso": iso(at), ":ttl": until },
  };
}
