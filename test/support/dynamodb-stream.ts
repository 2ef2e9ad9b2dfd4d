import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord } from "aws-lambda";
import { closeLater } from "./close-later.ts";
import { eventually } from "./eventually.ts";

/** A table's own stream, read as Lambda reads it. */
export interface TableStream {
  /** Everything since the last call, as soon as there are as many records that count. */
  next(count: number, counts: (record: DynamoDBRecord) => boolean): Promise<DynamoDBRecord[]>;
}

/** Gives a table the stream that the data stack gives it, and reads it from its beginning. */
export async function openStream(
  client: DynamoDBClient,
  endpoint: string,
  TableName: string,
): Promise<TableStream> {
  await client.send(
    new UpdateTableCommand({
      TableName,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn ?? "";
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const streams = new DynamoDBStreamsClient({ endpoint, region: "us-east-1", credentials });
  closeLater("the client of the stream", () => streams.destroy());
  /** Where to read on in each shard; a shard that has ended has no place any more. */
  const places = new Map<string, string | undefined>();

  const read = async (): Promise<DynamoDBRecord[]> => {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    for (const { ShardId = "" } of StreamDescription?.Shards ?? []) {
      if (places.has(ShardId)) continue;
      const start = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      places.set(ShardId, (await streams.send(new GetShardIteratorCommand(start))).ShardIterator);
    }
    const records: DynamoDBRecord[] = [];
    for (const [shard, ShardIterator] of places) {
      if (ShardIterator === undefined) continue;
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator }),
      );
      places.set(shard, NextShardIterator);
      records.push(...Records.map((record) => lambdaRecord(record, StreamArn)));
    }
    return records;
  };

  return {
    async next(count, counts) {
      const seen: DynamoDBRecord[] = [];
      const enough = () => seen.filter(counts).length >= count;
      await eventually(async () => void seen.push(...(await read())), enough);
      if (!enough())
        throw new Error(`the stream brought ${seen.length} records, and not the ${count} that count`);
      return seen;
    },
  };
}

type Images = NonNullable<DynamoDBRecord["dynamodb"]>;

/**
 * A record as Lambda hands it over: times as numbers, bytes as base64, the stream's name beside each record.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function lambdaRecord(record: _Record, eventSourceARN: string): DynamoDBRecord {
  const { ApproximateCreationDateTime, Keys, NewImage, OldImage, ...rest } = record.dynamodb ?? {};
  const { PrincipalId, Type } = record.userIdentity ?? {};
  const images = Object.entries({ Keys, NewImage, OldImage }).filter(([, image]) => image !== undefined);
  return {
    ...(record as Omit<DynamoDBRecord, "dynamodb">),
    eventSourceARN,
    dynamodb: {
      ...(rest as Images),
      ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
      ...(Object.fromEntries(images.map(([name, image]) => [name, plain(image)])) as Images),
    },
    ...(record.userIdentity && { userIdentity: { principalId: PrincipalId, type: Type } }),
  };
}

/** JSON has no bytes, alone or in sets, however deep in lists and maps they lie. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
