import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "@jest/globals";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import * as fc from "fast-check";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { tellEvents } from "../../functions/flows/tell-events.ts";
import type { EventOrder } from "../../functions/outbound/port.ts";
import { toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { happenedIn } from "../../functions/storage/dynamodb/event-records.ts";
import { tellBatch } from "../../functions/stream/tell-batch.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

const settings = testSettings({
  events: {
    bus: "default",
    webhooks: [
      { id: "all", url: "https://all.example" },
      { id: "ends", url: "https://ends.example", events: ["session.ended"] },
    ],
  },
});
const imageOf = (challenge: Challenge) =>
  marshall(toItem(challenge, 60), { removeUndefinedValues: true }) as Image;

function recordOf(sequence: number, before: Challenge, after: Challenge): DynamoDBRecord {
  const NewImage = imageOf(after);
  return {
    eventName: "MODIFY",
    dynamodb: {
      SequenceNumber: String(sequence).padStart(21, "0"),
      ApproximateCreationDateTime: START,
      Keys: { pk: NewImage.pk!, sk: NewImage.sk! },
      OldImage: imageOf(before),
      NewImage,
    },
  };
}

/** The life of one challenge: sent, approved, ended. */
function life(first: number): DynamoDBRecord[] {
  const pending = aChallenge({ recipientKey: freshKey(), nonce: freshKey() });
  const sent: Challenge = { ...pending, doneSend: 1, delivery: { state: "sent", provider: "ses" } };
  const approved: Challenge = { ...sent, status: "approved", approvedAt: START, sessionEndsAt: START + 60 };
  const ended: Challenge = { ...approved, status: "ended", endedAt: START + 1 };
  const states = [pending, sent, approved, ended];
  return states.slice(1).map((after, index) => recordOf(first + index, states[index] ?? pending, after));
}

/** Tells what a batch says. @param failing how many orders fail first */
async function tell(Records: readonly DynamoDBRecord[], failed: string[] = [], failing = 0) {
  const ordered: EventOrder[] = [];
  let left = failing;
  const observer = recordingObserver();
  const eventQueue = {
    order: (orders: readonly EventOrder[]) => {
      if (left-- > 0) return Promise.reject(new Error("the queue is out of reach"));
      ordered.push(...orders);
      return Promise.resolve();
    },
  };
  const result = await tellBatch(
    {
      observer,
      readHappened: (record) => happenedIn(record, START),
      tell: (happened) => tellEvents({ eventQueue, settings, config: { stage: "test" } }, happened),
    },
    { Records: [...Records] } satisfies DynamoDBStreamEvent,
    { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) },
  );
  return { result, ordered, observer };
}
const numberOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber ?? "";
const idsOf = (orders: readonly EventOrder[]) =>
  orders.map(({ receiver, event }) => `${receiver} ${event.id}`);

describe("a batch of the stream whose owner has events told", () => {
  const batch = life(1);

  it("orders one message for each event and receiver that wants it", async () => {
    const { result, ordered } = await tell(batch);
    expect(ordered.map(({ receiver, event }) => [receiver, event.type])).toEqual([
      ["bus", "delivery.changed"],
      ["all", "delivery.changed"],
      ["bus", "challenge.approved"],
      ["all", "challenge.approved"],
      ["bus", "session.ended"],
      ["all", "session.ended"],
      ["ends", "session.ended"],
    ]);
    expect(result).toEqual({ batchItemFailures: [] });
  });

  it("gives the same messages when it comes again, letter by letter", async () => {
    const [first, second] = [await tell(batch), await tell(batch)];
    expect(second.ordered).toEqual(first.ordered);
    expect(new Set(idsOf(first.ordered)).size).toBe(first.ordered.length);
  });

  it("orders nothing of the record that failed and of those behind it: they come again", async () => {
    const { result, ordered } = await tell(batch, [numberOf(batch[1])]);
    expect(new Set(ordered.map(({ event }) => event.type))).toEqual(new Set(["delivery.changed"]));
    expect(result.batchItemFailures).toEqual([{ itemIdentifier: numberOf(batch[1]) }]);
  });

  it("orders nothing where the failure names no record of it", async () => {
    expect((await tell(batch, [""])).ordered).toEqual([]);
  });

  it("comes again as a whole where the queue is out of reach, and then nothing is missing", async () => {
    const broken = await tell(batch, [], 1);
    expect([broken.ordered, broken.result.batchItemFailures]).toEqual([
      [],
      [{ itemIdentifier: numberOf(batch[0]) }],
    ]);
    expect(broken.observer.records.map(({ event }) => event)).toEqual(["fault tell-events"]);
    expect((await tell(batch)).ordered).toHaveLength(7);
  });

  it("comes again from the first record on that says anything", async () => {
    const pending = aChallenge({ recipientKey: freshKey(), nonce: freshKey() });
    const batch = [recordOf(1, pending, pending), ...life(2)];
    const { result } = await tell(batch, [], 1);
    expect(result.batchItemFailures).toEqual([{ itemIdentifier: numberOf(batch[1]) }]);
  });

  it("passes over a damaged item, and tells the rest", async () => {
    const damaged = structuredClone(batch[0]);
    if (damaged?.dynamodb?.NewImage) damaged.dynamodb.NewImage.status = { S: "nonsense" };
    const { ordered, observer } = await tell([damaged ?? {}, ...batch.slice(1)]);
    expect(ordered).toHaveLength(5);
    expect(observer.records.map(({ event }) => event)).toEqual(["fault tell-events"]);
  });

  it("has the same ids however it is cut, bisected and repeated", async () => {
    const records = [...life(10), ...life(20), ...life(30)];
    const whole = new Set(idsOf((await tell(records)).ordered));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ from: fc.nat(8), count: fc.integer({ min: 1, max: 9 }), fails: fc.boolean() }), {
          maxLength: 12,
        }),
        async (cuts) => {
          const seen = new Set<string>();
          for (const { from, count, fails } of cuts) {
            const part = records.slice(from, from + count);
            const { ordered } = await tell(part, fails ? [numberOf(part.at(-1))] : []);
            for (const id of idsOf(ordered)) seen.add(id);
          }
          for (const id of idsOf((await tell(records)).ordered)) seen.add(id);
          expect(seen).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("what is told of nothing", () => {
  const tellOf = async (before: Challenge | undefined, after: Challenge) => {
    const record = recordOf(1, before ?? after, after);
    if (!before) delete record.dynamodb?.OldImage;
    return (await tell([record])).ordered;
  };

  it("are decoys, repeated images and images without one before", async () => {
    const pending = aChallenge();
    const approved: Challenge = { ...pending, status: "approved", approvedAt: START };
    expect(await tellOf({ ...pending, decoy: true }, { ...approved, decoy: true })).toEqual([]);
    expect(await tellOf(approved, approved)).toEqual([]);
    expect(await tellOf(undefined, approved)).toEqual([]);
    expect(await tellOf(undefined, pending)).toEqual([]);
  });

  it("are items of other kinds, deliveries of events among them", async () => {
    const Keys = { pk: { S: "deliveries#all" }, sk: { S: "at#2026#evt_1" } };
    const dynamodb = { SequenceNumber: "1", Keys, NewImage: Keys };
    expect((await tell([{ eventName: "INSERT", dynamodb }])).ordered).toEqual([]);
  });
});
