import { QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { createTable, startDatabase } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import { localSecrets } from "../../bin/local/secrets.ts";
import { readRecent } from "../../functions/flows/read-recent.ts";
import { readStatistics } from "../../functions/flows/read-statistics.ts";
import { readStory } from "../../functions/flows/read-story.ts";
import { create } from "../../functions/handlers/bookkeep.ts";
import { readStreamRecord, toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START, testSettings } from "../support/service.ts";
import { median } from "./statistics.ts";

/**
 * What admins wait for: a day with a hundred thousand requests, and the story of a person with a thousand challenges; and
 * how many records a second the function keeps that counts for them. Each beside bare calls for the same items.
 */
const REQUESTS = Number(process.argv[2] ?? 100_000);
const CHALLENGES = 1000;
const BATCH = 500;
const SHARDS = 4;
const REPETITIONS = 9;
const TABLE = "bench";

/** Ten minutes before midnight: the day is as long as it can be. */
const DAY = START - (START % 86_400);
const NOW = DAY + 86_400 - 600;
const clock = () => NOW;

const database = await startDatabase(undefined);
await createTable(database.client, TABLE);
const { client } = database;
const storage = dynamoStorage(client, { tableName: TABLE, retentionSeconds: 60 });
const settings = testSettings();
const silent = { audit: nothing, served: nothing, measure: nothing, fault: console.error };
const keys = keyring(localSecrets(undefined, clock), clock);
const bookkeep = create({
  ...{ observer: silent, storage, settings, clock, readChange: readStreamRecord },
  readHappened: () => [],
  eventQueue: { order: () => Promise.resolve() },
  config: { stage: "bench" },
});

function nothing(): void {
  // Says nothing.
}

const COUNTRIES = ["DE", "AT", "CH", "FR", "IT", "ES", "NL", "PL"];

/** A code that was asked for and sent, at the right place of the day. */
function sent(index: number): Challenge {
  const issuedAt = DAY + Math.floor((index / REQUESTS) * (NOW - DAY));
  const isPhone = index % 3 === 0;
  const country = COUNTRIES[index % COUNTRIES.length];
  return aChallenge({
    ...{ issuedAt, expiresAt: issuedAt + 300, nextSendAt: issuedAt + 30, doneSend: 1 },
    delivery: { state: "sent", provider: isPhone ? "sns" : "ses" },
    ...(isPhone && country !== undefined && { channel: "sms", address: "+4915112345678", country }),
  });
}

async function keepDay(): Promise<number> {
  let number = 10n ** 21n;
  const started = performance.now();
  for (let first = 0; first < REQUESTS; first += BATCH) {
    const challenges = Array.from({ length: Math.min(BATCH, REQUESTS - first) }, (_, i) => sent(first + i));
    const Records = challenges.map((challenge) => {
      const after = marshall(toItem(challenge, 60), { removeUndefinedValues: true });
      return streamRecord({ before: undefined, after }, String(number++), challenge.issuedAt);
    });
    const start = challenges[0]?.issuedAt ?? 0;
    const { batchItemFailures } = await bookkeep({
      ...{ Records, shardId: `shardId-${(first / BATCH) % SHARDS}`, state: {} },
      ...{ isFinalInvokeForWindow: false, isWindowTerminatedEarly: false },
      window: {
        start: new Date(start * 1000).toISOString(),
        end: new Date((start + 60) * 1000).toISOString(),
      },
    });
    if (batchItemFailures.length > 0) throw new Error("a batch was not kept");
  }
  return (REQUESTS * 1000) / (performance.now() - started);
}

/** The floor of keeping: one bare write for each record. */
async function bareWrites(count: number): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < count; index++)
    await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: marshall({ pk: "bare", sk: String(index % 24) }),
        UpdateExpression: "ADD requested :one",
        ExpressionAttributeValues: marshall({ ":one": 1 }),
      }),
    );
  return (count * 1000) / (performance.now() - started);
}

/** The floor of reading: the items of some partitions, read and no more. */
async function bareRead(partitions: readonly string[]): Promise<number> {
  const counts = partitions.map(async (pk) => {
    let count = 0;
    let start: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          ...{ TableName: TABLE, ConsistentRead: true, KeyConditionExpression: "pk = :pk" },
          ExpressionAttributeValues: marshall({ ":pk": pk }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      count += (page.Items ?? []).map((item) => unmarshall(item)).length;
      start = page.LastEvaluatedKey as typeof start;
    } while (start);
    return count;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function measure(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** By turns, so that both meet the same machine. */
async function beside(
  what: string,
  goal: number,
  ours: () => Promise<unknown>,
  floor: () => Promise<unknown>,
) {
  const [mine, bare]: [number[], number[]] = [[], []];
  for (let round = -2; round < REPETITIONS; round++) {
    const [one, other] = [await measure(ours), await measure(floor)];
    if (round < 0) continue;
    mine.push(one);
    bare.push(other);
  }
  const reached = median(mine);
  console.log(
    `${what.padEnd(42)} ${reached.toFixed(0)} ms, ${(reached / median(bare)).toFixed(1)} times the bare reads   goal ${goal} ms: ${reached <= goal ? "met" : "NOT MET"}`,
  );
}

async function openPerson() {
  const recipientKey = freshKey();
  for (let index = 0; index < CHALLENGES; index++) {
    const one = sent(Math.floor((index / CHALLENGES) * REQUESTS));
    await storage.challenges.open({ ...one, recipientKey, ledgerKey: recipientKey });
  }
  return { recipientKey, address: "anna@example.com", status: "active" as const };
}

try {
  const rate = await keepDay();
  const bareRate = await bareWrites(3000);
  console.log(
    `bookkeep                                   ${rate.toFixed(0)} records a second, ${(rate / bareRate).toFixed(1)} times a bare write each   goal 500: ${rate >= 500 ? "met" : "NOT MET"}`,
  );
  const days = Array.from(
    { length: SHARDS },
    (_, shard) => `stats#${new Date(NOW * 1000).toISOString().slice(0, 10)}#shardId-${shard}`,
  );
  const hour = `recent#${new Date(NOW * 1000).toISOString().slice(0, 13)}`;
  const deps = { storage, settings, clock, keys };
  const { total } = await readStatistics(deps, "today");
  if (total.requested !== REQUESTS) throw new Error(`counted ${total.requested}`);
  await beside(
    `Today, with ${REQUESTS} requests`,
    300,
    () => Promise.all([readStatistics(deps, "today"), readRecent(deps)]),
    () => bareRead([...days, hour]),
  );
  const contact = await openPerson();
  const person = { contacts: [contact], isCustomer: true };
  let next = (await readStory(deps, person)).next;
  await beside(
    `a story's page, of ${CHALLENGES} challenges`,
    200,
    async () => {
      next = (await readStory(deps, person, next)).next;
    },
    () => bareRead([`recipient#${contact.recipientKey}`]),
  );
} finally {
  await database.close();
}
