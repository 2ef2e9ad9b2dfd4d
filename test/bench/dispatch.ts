import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { createTable, startDatabase } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import { sqsQueue } from "../../functions/delivery/sqs.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord, toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { systemClock } from "../../functions/compose/base.ts";
import { aChallenge } from "../support/challenge.ts";
import { testSettings } from "../support/service.ts";
import { median } from "./statistics.ts";

/**
 * How many sends a second one worker of the stream puts on the queue: the function `dispatch` with AWS's client, and a
 * queue that takes five milliseconds for each call, as SQS does within a region. Beside it, by turns, the same function with
 * a queue that is called for each order.
 */
const CALL_MILLISECONDS = 5;
const RECORDS = 100;
const BATCHES = 5;
const REPETITIONS = 7;
const GOAL = 1500;

interface Call {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

const sqs = createServer((incoming, outgoing) => {
  void (async () => {
    const { Entries } = JSON.parse(await text(incoming)) as Call;
    await pause(CALL_MILLISECONDS);
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id },
      MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
    }));
    outgoing
      .writeHead(200, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify({ Successful, Failed: [] }));
  })();
});
sqs.listen(0, "127.0.0.1");
await once(sqs, "listening");
const endpoint = `http://127.0.0.1:${(sqs.address() as AddressInfo).port}`;
const client = new SQSClient({
  ...{ endpoint, region: "us-east-1" },
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
});
const database = await startDatabase(undefined);
await createTable(database.client, "bench");

const silent = { audit: nothing, served: nothing, measure: nothing, fault: console.error };
const queue = sqsQueue(client, { email: `${endpoint}/1/email` });
const dispatch = create({
  observer: silent,
  storage: dynamoStorage(database.client, { tableName: "bench", retentionSeconds: 60 }),
  ...{ settings: testSettings(), config: { settings: testSettings() } },
  clock: systemClock,
  queue,
  outbound: { order: () => Promise.resolve() },
  readChange: readStreamRecord,
  readFactorChange: readFactorRecord,
});

function event(): DynamoDBStreamEvent {
  const issuedAt = systemClock();
  const Records = Array.from({ length: RECORDS }, (_, index) => {
    const challenge = aChallenge({ issuedAt, expiresAt: issuedAt + 300, nextSendAt: issuedAt });
    const after = marshall(toItem(challenge, 60), { removeUndefinedValues: true });
    return streamRecord({ before: undefined, after }, index, issuedAt);
  });
  return { Records };
}

/** The floor: the same records, read in the same way, and a call for each order. */
async function oneByOne({ Records }: DynamoDBStreamEvent): Promise<void> {
  for (const { dynamodb } of Records) {
    const record: object = dynamodb ?? {};
    const { after } = readStreamRecord(record) ?? {};
    if (!after) throw new Error("no challenge");
    const { recipientKey, nonce, sends: send, channel } = after;
    await queue.enqueue(channel, [{ recipientKey, nonce, send, channel }]);
  }
}

async function rate(run: (batch: DynamoDBStreamEvent) => Promise<unknown>): Promise<number> {
  const batches = Array.from({ length: BATCHES }, event);
  const started = performance.now();
  for (const batch of batches) await run(batch);
  return (BATCHES * RECORDS * 1000) / (performance.now() - started);
}

function nothing(): void {
  // Says nothing.
}

try {
  const tens: number[] = [];
  const single: number[] = [];
  for (let round = -1; round < REPETITIONS; round++) {
    const [many, one] = [await rate(dispatch), await rate(oneByOne)];
    if (round < 0) continue;
    tens.push(many);
    single.push(one);
  }
  const reached = median(tens);
  console.log(`one call an order    ${median(single).toFixed(0)} sends a second and stream worker`);
  console.log(
    `dispatch, in tens    ${reached.toFixed(0)} (${(reached / median(single)).toFixed(1)} times)   goal ${GOAL}: ${reached >= GOAL ? "met" : "NOT MET"}`,
  );
} finally {
  client.destroy();
  sqs.closeAllConnections();
  sqs.close();
  await database.close();
}
