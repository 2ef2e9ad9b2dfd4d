import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { allItems } from "../../bin/local/expiry.ts";
import { create } from "../../functions/handlers/bookkeep.ts";
import { happenedIn } from "../../functions/storage/dynamodb/event-records.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { closeLater } from "../support/close-later.ts";
import { playLife } from "../support/counted-lives.ts";
import { sizeOf, WRITE_UNIT_BYTES } from "../support/item-size.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";

const TABLE = "statistics-cost";
const DAY_START = START - (START % 86_400);

/** What docs/cost.md assumes: a month's minutes, and the shards of the stream. */
const MINUTES = 43_800;
const SHARDS = 4;
const SIGN_INS = Math.ceil(1_000_000 / MINUTES / SHARDS);

/** USD, as in the price list of docs/cost.md. */
const PRICES = { call: 0.2e-6, write: 0.625e-6, gbSecond: 0.000_013_333_4, logKb: 0.5e-6 };
/** Assumed there, of a batch and the end of its window together. */
const ASSUMED = { calls: 2, gbSeconds: 0.03 * 0.5, logKb: 1.1 };

const text = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");
const numberOf = (pattern: RegExp) => Number(pattern.exec(text)?.[1]?.replaceAll(" ", ""));

/** The items that one batch of a minute writes to, with what all shards of the day have added to them. */
async function batchOfMinute(): Promise<readonly object[]> {
  const database = await startTestDatabase();
  await createTable(database.client, TABLE);
  const client = localClient(database.endpoint, { maxAttempts: 1 });
  closeLater("the client of the table", () => client.destroy());
  const keys: string[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      // A call that names no key would be a read, and would have no place here.
      const { pk, sk } = unmarshall((args.input as { Key: Parameters<typeof unmarshall>[0] }).Key);
      keys.push(`${String(pk)} ${String(sk)}`);
      return next(args);
    },
    { step: "initialize" },
  );
  const consume = create({
    ...{ observer: recordingObserver(), settings: testSettings(), config: { stage: "test" } },
    storage: dynamoStorage(client, { tableName: TABLE, retentionSeconds: 86_400 }),
    ...{ clock: () => START, readChange: readStreamRecord, readHappened: happenedIn },
    eventQueue: { order: () => Promise.reject(new Error("no event is on")) },
  });
  let number = 10n ** 21n;
  const bring = async (shard: number) => {
    const life = { channel: "email", country: undefined, hour: 9, decoy: false } as const;
    const steps = ["sent", "delivered", "approve"] as const;
    const many = Array.from({ length: SIGN_INS }, () => playLife({ ...life, steps }, DAY_START));
    const Records = many.flatMap((one) => one.map(({ record }) => record(String(++number))));
    const shardId = `shardId-0000000169000000000${shard}-5f0a9c1${shard}`;
    expect((await consume({ Records, shardId, state: {} })).batchItemFailures).toEqual([]);
  };
  for (let shard = 0; shard < SHARDS; shard += 1) await bring(shard);
  keys.length = 0;
  await bring(0);
  const items = (await allItems(database.client, TABLE)).map((item) => unmarshall(item));
  return items.filter(({ pk, sk }) => keys.includes(`${String(pk)} ${String(sk)}`));
}

describe("what statistics cost", () => {
  it("is what the document says, and less than a dollar for a million sign-ins", async () => {
    const written = await batchOfMinute();
    const units = written.reduce<number>((sum, item) => sum + Math.ceil(sizeOf(item) / WRITE_UNIT_BYTES), 0);
    // Two groups of the hour and two of the day, and the recent requests.
    expect(written).toHaveLength(5);
    expect(units).toBe(numberOf(/(\d+) write units/));
    const batches = MINUTES * SHARDS;
    expect(batches).toBe(numberOf(/That is ([\d ]+) batches/));
    const usd =
      batches *
      (ASSUMED.calls * PRICES.call +
        units * PRICES.write +
        ASSUMED.gbSeconds * PRICES.gbSecond +
        ASSUMED.logKb * PRICES.logKb);
    expect(usd.toFixed(2)).toBe(numberOf(/\*\*Statistics\*\*[^\n]*\*\*([\d.]+)\*\* a month/).toFixed(2));
    expect(usd).toBeLessThanOrEqual(1);
  });

  it("is less than two dollars a month with the desk's alarms, while nobody signs in and nobody looks", () => {
    // test/infrastructure/alarms-desk.test.ts counts the metrics of the alarms.
    const alarms = 6 * 0.1;
    // Calls for windows in which nothing happened, if Lambda makes any.
    const windows = MINUTES * SHARDS * PRICES.call;
    expect(alarms).toBeCloseTo(numberOf(/The desk costs ([\d.]+) a month while nobody looks/));
    const said = numberOf(/nothing happened, of which AWS's document says nothing, (\d\.\d\d)/);
    expect(windows.toFixed(2)).toBe(said.toFixed(2));
    expect(alarms + windows).toBeLessThanOrEqual(2);
  });
});
