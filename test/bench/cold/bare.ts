import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

// The least that a function can be which writes to the table: the same client library, bundled in the same way.
const client = new DynamoDBClient({});

export const handler = async ({
  key,
}: {
  readonly key: string;
}): Promise<{ readonly statusCode: number }> => {
  await client.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE_NAME,
      Key: { pk: { S: key }, sk: { S: "bare" } },
      UpdateExpression: "ADD attempts :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    }),
  );
  return { statusCode: 200 };
};
