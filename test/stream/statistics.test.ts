import { beforeAll, describe, expect, it } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import fc from "fast-check";
import { createTable, type Database, localClient } from "../../bin/local/database.ts";
import { create } from "../../functions/handlers/bookkeep.ts";
import { happenedIn } from "../../functions/storage/dynamodb/event-records.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { closeLater } from "../support/close-later.ts";
import { type LifeChange, lives, playLife } from "../support/counted-lives.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";

const TABLE = "statistics";
const OPTIONS = { tableName: TABLE, retentionSeconds: 86_400 };
const DAY = 86_400;
/** The first second of the first day that is played; each play has a day of its own. */
const FIRST_DAY = START - (START % DAY);

let database: Database;
let sound: Storage;
let mortal: Storage;
/** What befalls the next calls to the table: 1 is lost on the way there, 2 on the way back. */
const mishaps: number[] = [];
beforeAll(async () => {
  database = await startTestDatabase();
  await createTable(database.client, TABLE);
  sound = dynamoStorage(database.client, OPTIONS);
  const client = localClient(database.endpoint, { maxAttempts: 1 });
  closeLater("the client of the table", () => client.destroy());
  client.middlewareStack.add(
    (next) => async (args) => {
      const mishap = mishaps.shift() ?? 0;
      if (mishap === 1) throw new Error("the line is cut");
      const answer = await next(args);
      if (mishap === 2) throw new Error("the line is cut");
      return answer;
    },
    { step: "initialize" },
  );
  mortal = dynamoStorage(client, OPTIONS);
});

/** How the stream brings what it has: sizes of batches, how far it goes back before some, and what fails. */
const delivery = fc.record({
  shards: fc.integer({ min: 1, max: 3 }),
  /** Below a power of ten, so that the numbers of one shard have two lengths. */
  digits: fc.constantFrom(3, 21, 24, 39),
  below: fc.integer({ min: 0, max: 20 }),
  steps: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 10 }),
  sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
  back: fc.array(fc.constantFrom(0, 0, 0, 1, 3, 10, 40), { minLength: 1, maxLength: 8 }),
  mishaps: fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2), { maxLength: 60 }),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

/** Numbers the changes of one shard, and brings them as often as it takes. */
async function bring(shardId: string, changes: readonly LifeChange[], how: Delivery): Promise<void> {
  let number = 10n ** BigInt(how.digits) - BigInt(how.below);
  const records: DynamoDBRecord[] = changes.map(({ record }, index) => {
    number += BigInt(how.steps[index % how.steps.length] ?? 1);
    return record(String(number));
  });
  const consume = create({
    ...{ observer: recordingObserver(), storage: mortal, settings: testSettings() },
    ...{ clock: () => START, readChange: readStreamRecord, readHappened: happenedIn },
    ...{
      config: { stage: "test" },
      eventQueue: { order: () => Promise.reject(new Error("no event is on")) },
    },
  });
  let turn = 0;
  let place = 0;
  let most = Infinity;
  while (place < records.length) {
    // What was handled may come once more, first or last.
    const start = Math.max(0, place - (how.back[turn % how.back.length] ?? 0));
    const size = Math.min(most, how.sizes[turn++ % how.sizes.length] ?? 1);
    const end = Math.max(place + 1, start + size);
    const batch = records.slice(start, end);
    const { state, batchItemFailures } = await consume({ Records: batch, shardId, state: {} });
    expect(state).toEqual({});
    const [failed] = batchItemFailures;
    const at = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed?.itemIdentifier);
    expect(failed === undefined).toBe(at === -1);
    // In halves, as Lambda does it.
    most = failed ? Math.max(1, Math.ceil(batch.length / 2)) : Infinity;
    place = failed ? start + at : end;
  }
}

const sorted = (counts: Iterable<readonly [string, number]>) =>
  [...counts].sort(([one], [other]) => (one < other ? -1 : 1));

const countOf = (names: readonly string[]) =>
  sorted([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const));

describe("statistics under a stream that fails, repeats, halves and cuts anew", () => {
  it("are equal to an exact count, by the hour and by the day", async () => {
    let played = 0;
    await fc.assert(
      fc.asyncProperty(lives, delivery, async (many, how) => {
        const dayStart = FIRST_DAY + played++ * DAY;
        const day = new Date(dayStart * 1000).toISOString().slice(0, 10);
        const changes = many.map((life) => playLife(life, dayStart));
        mishaps.splice(0, Infinity, ...how.mishaps);
        const shards = Map.groupBy(changes.keys(), (index) => index % how.shards);
        await Promise.all(
          [...shards].map(([shard, mine]) => {
            // Changes of several challenges are mixed, each in its own order.
            const rounds = mine.map((index) =>
              (changes[index] ?? []).map((change, round) => ({ change, round })),
            );
            const mixed = rounds.flat().sort((one, other) => one.round - other.round);
            return bring(
              `shardId-${day}-${shard}`,
              mixed.map(({ change }) => change),
              how,
            );
          }),
        );
        mishaps.length = 0;
        const expected = changes.flat().flatMap(({ counts }) => counts);

        const hours = await sound.statistics.readHours(day);
        expect(hours.damaged).toEqual([]);
        const byHour = new Map<string, number>();
        for (const { group, counts } of hours.tallies)
          for (const [name, count] of Object.entries(counts)) {
            const { hour, channel, country, provider } = group;
            const key = [Number(hour.slice(11)), channel, country, provider, name].join(" ");
            if (name !== "spend") byHour.set(key, (byHour.get(key) ?? 0) + count);
          }
        expect(sorted(byHour)).toEqual(countOf(expected));

        const days = await sound.statistics.readDays(day.slice(0, 7), day, day);
        const byDay = new Map<string, number>();
        for (const { group, counts } of days.tallies)
          for (const [name, count] of Object.entries(counts)) {
            const key = [group.channel, group.country, group.provider, name].join(" ");
            if (name !== "spend") byDay.set(key, count);
          }
        expect(sorted(byDay)).toEqual(countOf(expected.map((name) => name.slice(name.indexOf(" ") + 1))));
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
