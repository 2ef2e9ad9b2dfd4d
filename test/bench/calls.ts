import { execFileSync } from "node:child_process";
import { basename, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { dynamoClient } from "../../functions/storage/dynamodb/storage.ts";
import { median, quantile } from "./statistics.ts";

const USAGE = `Measures what one call of the table costs the client library in CPU time. The answer comes from memory.

  npm run bench:calls -- [--runs=16] [--against=../another-checkout]

Processes of the checkouts take turns; the differences are taken pair by pair, with the middle half of them.`;

const HERE = join(import.meta.dirname, "../..");
const WARM_UP_CALLS = 3000;
const CALLS = 3000;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "16" },
    against: { type: "string" },
    child: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.child !== undefined) console.log(await microsecondsOfACall(values.child));
else if (values.help || !(Number(values.runs) >= 1)) console.log(USAGE);
else compare(Number(values.runs), [HERE, ...(values.against?.split(",").map((one) => resolve(one)) ?? [])]);

function compare(runs: number, checkouts: readonly string[]): void {
  const measured = new Map(checkouts.map((checkout) => [checkout, [] as number[]]));
  for (let run = 0; run < runs; run++) {
    for (const [checkout, times] of measured)
      times.push(Number(execFileSync(process.execPath, [import.meta.filename, `--child=${checkout}`])));
  }
  const own = measured.get(HERE) ?? [];
  for (const [checkout, times] of measured) {
    const differences = times.map((time, run) => time - (own[run] ?? NaN));
    const [low, high] = [0.25, 0.75].map((share) => quantile(differences, share).toFixed(1));
    const more = checkout === HERE ? "" : `${median(differences).toFixed(1)} us more [${low}, ${high}]`;
    console.log(
      `${basename(checkout).padEnd(24)}${median(times).toFixed(1).padStart(7)} us  ${more}`.trimEnd(),
    );
  }
}

/** In the child: CPU time of an UpdateItem of a usual size with the client of a checkout. */
async function microsecondsOfACall(checkout: string): Promise<number> {
  const storage = (await import(join(checkout, "functions/storage/dynamodb/storage.ts"))) as {
    readonly dynamoClient: typeof dynamoClient;
  };
  const body = Buffer.from(JSON.stringify({ Attributes: attributes("field", 20) }));
  const response = () => ({
    statusCode: 200,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Readable.from([body]),
  });
  const client = storage.dynamoClient({
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    requestHandler: { handle: () => Promise.resolve({ response: response() }) },
  });
  const call = () =>
    client.send(
      new UpdateItemCommand({
        TableName: "bench",
        Key: { pk: { S: "challenge#bench" }, sk: { S: "challenge" } },
        UpdateExpression: "SET field1 = :value1",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: attributes(":value", 12),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  for (let count = 0; count < WARM_UP_CALLS; count++) await call();
  const before = process.cpuUsage();
  for (let count = 0; count < CALLS; count++) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

function attributes(prefix: string, count: number) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${prefix}${index}`,
      index % 2 === 0 ? { N: "1732000000" } : { S: "v".repeat(20) },
    ]),
  );
}
