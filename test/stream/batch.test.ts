import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "@jest/globals";
import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from "aws-lambda";
import type { Postpone, SendOrder } from "../../functions/delivery/port.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { readStreamRecord, toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import type { ChallengeChange } from "../../functions/storage/port.ts";
import { allAtOnce, inOrder } from "../../functions/stream/batch.ts";
import { aChallenge } from "../support/challenge.ts";
import { recordingObserver } from "../support/service.ts";

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

/** A record of the stream: a new challenge, whose nonce is its sequence number. */
function challengeRecord(SequenceNumber: string): DynamoDBRecord {
  const challenge = aChallenge({ recipientKey: "r" as RecipientKey, nonce: SequenceNumber });
  const NewImage = marshall(toItem(challenge, 60)) as Image;
  const Keys = { pk: NewImage.pk!, sk: NewImage.sk! };
  return { eventName: "INSERT", dynamodb: { SequenceNumber, Keys, NewImage } };
}

function ledgerRecord(SequenceNumber: string): DynamoDBRecord {
  const Keys = { pk: { S: "recipient#r" }, sk: { S: "ledger" } };
  return { eventName: "MODIFY", dynamodb: { SequenceNumber, Keys, OldImage: Keys, NewImage: Keys } };
}

const streamOf = (...Records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records });

/** Remembers which changes it was given; fails at those that it is told to fail at. */
function handlerOf(failing: readonly string[] = []) {
  const seen: string[] = [];
  return {
    seen,
    handle: (change: ChallengeChange) => {
      const nonce = change.after?.nonce ?? "";
      seen.push(nonce);
      return failing.includes(nonce)
        ? Promise.reject(new Error(`failed at ${nonce}`))
        : Promise.resolve(true);
    },
  };
}

function runInOrder(event: DynamoDBStreamEvent, handle: (change: ChallengeChange) => Promise<boolean>) {
  const observer = recordingObserver();
  const result = inOrder({ observer, readChange: readStreamRecord }, "bookkeep", event, handle);
  return result.then((outcome) => ({ outcome, records: observer.records }));
}

describe("a batch of the stream", () => {
  const batch = streamOf(...["1", "2", "3", "4"].map(challengeRecord));

  it("is handled in its order, and nothing has to come again", async () => {
    const { seen, handle } = handlerOf();
    const { outcome, records } = await runInOrder(batch, handle);
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["1", "2", "3", "4"]);
    expect(records).toEqual([
      { event: "served bookkeep", fields: expect.objectContaining({ records: 4, handled: 4, failed: 0 }) },
    ]);
  });

  it("is handled one after the other, never two at once", async () => {
    let running = 0;
    await runInOrder(batch, async () => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running -= 1;
      return true;
    });
  });

  it("ends at the first record that fails, and names that one only", async () => {
    const { seen, handle } = handlerOf(["2", "4"]);
    const { outcome, records } = await runInOrder(batch, handle);
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(seen).toEqual(["1", "2"]);
    expect(records.map(({ event }) => event)).toEqual(["fault bookkeep", "served bookkeep"]);
  });

  it("passes over items of other kinds without a word", async () => {
    const { seen, handle } = handlerOf();
    const mixed = streamOf(ledgerRecord("1"), challengeRecord("2"), ledgerRecord("3"));
    expect((await runInOrder(mixed, handle)).outcome).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["2"]);
    expect((await runInOrder(streamOf(ledgerRecord("1")), handle)).records).toEqual([]);
  });

  it("is silent when there was nothing to do", async () => {
    expect((await runInOrder(batch, () => Promise.resolve(false))).records).toEqual([]);
  });

  it("counts a record that cannot be read as failed", async () => {
    const { seen, handle } = handlerOf();
    const broken: DynamoDBRecord = { dynamodb: { SequenceNumber: "1", Keys: { pk: {} as never } } };
    const { outcome } = await runInOrder(streamOf(broken, challengeRecord("2")), handle);
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect(seen).toEqual([]);
  });

  it("tells of a damaged item by its key, and does not wait for it", async () => {
    const { seen, handle } = handlerOf();
    const damaged = challengeRecord("1");
    damaged.dynamodb!.NewImage!.expiresAt = { S: "soon" };
    const { outcome, records } = await runInOrder(streamOf(damaged, challengeRecord("2")), handle);
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["2"]);
    expect(records[0]).toMatchObject({
      event: "fault bookkeep",
      fields: { error: expect.stringContaining('"expiresAt" of the item "recipient#r challenge#1"') },
    });
  });

  it("gives the images before and after a change", async () => {
    const { dynamodb } = challengeRecord("1");
    const OldImage = { ...dynamodb!.NewImage };
    const NewImage = { ...OldImage, sends: { N: "2" } };
    const changed = { eventName: "MODIFY", dynamodb: { ...dynamodb, OldImage, NewImage } } as DynamoDBRecord;
    await runInOrder(streamOf(changed), (change) => {
      expect([change.before?.sends, change.after?.sends]).toEqual([1, 2]);
      return Promise.resolve(true);
    });
    expect.assertions(1);
  });
});

const queueOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, i) => {
    const attributes = { ApproximateReceiveCount: String(i + 1) };
    return { messageId: `m${i}`, receiptHandle: `r${i}`, body, attributes } as SQSRecord;
  }),
});

const orderOf = (send: number) =>
  JSON.stringify({ recipientKey: "r", nonce: "n", send, channel: "email" } satisfies SendOrder);

async function runAllAtOnce(
  event: SQSEvent,
  handle: (order: SendOrder) => Promise<"done" | "again">,
  postpone: Postpone = () => Promise.resolve(),
) {
  const observer = recordingObserver();
  const outcome = await allAtOnce({ observer, postpone }, "deliver-code", event, handle);
  return { outcome, faults: observer.records.map(({ event: name }) => name) };
}

describe("a batch of a queue", () => {
  it("names only the messages that have to come again, whether they say so or fail", async () => {
    const { outcome, faults } = await runAllAtOnce(queueOf(...[0, 1, 2, 3].map(orderOf)), ({ send }) => {
      if (send === 1) return Promise.resolve("again");
      return send === 3 ? Promise.reject(new Error("no")) : Promise.resolve("done");
    });
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }, { itemIdentifier: "m3" }] });
    expect(faults).toEqual(["fault deliver-code"]);
  });

  it("is handled at the same time, so that one slow message holds up no other", async () => {
    const started: number[] = [];
    const { promise: slow, resolve: release } = Promise.withResolvers<unknown>();
    const running = runAllAtOnce(queueOf(orderOf(0), orderOf(1)), async ({ send }) => {
      started.push(send);
      if (send === 0) await slow;
      return "done";
    });
    expect(started).toEqual([0, 1]);
    release(undefined);
    expect((await running).outcome).toEqual({ batchItemFailures: [] });
  });

  it("brings a message again that cannot be read, without holding up the others", async () => {
    const { outcome } = await runAllAtOnce(queueOf("{", orderOf(1)), () => Promise.resolve("done"));
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
  });
});

describe("messages of a queue that failed", () => {
  const again = () => Promise.resolve("again" as const);

  it("come again after 5, 10 and 20 seconds, then in the queue's own time, whether they say so or throw", async () => {
    const postponed: unknown[] = [];
    const note: Postpone = (channel, messages) => Promise.resolve(void postponed.push([channel, messages]));
    const event = queueOf(...[0, 1, 2, 3, 4].map(orderOf));
    const fails = ({ send }: SendOrder) => (send === 1 ? Promise.reject(new Error("no")) : again());
    expect((await runAllAtOnce(event, fails, note)).outcome.batchItemFailures).toHaveLength(5);
    expect(postponed).toEqual([
      [
        "email",
        [
          { handle: "r0", inSeconds: 5 },
          { handle: "r1", inSeconds: 10 },
          { handle: "r2", inSeconds: 20 },
        ],
      ],
    ]);
  });

  it("come in the queue's own time where it does not take them back, or they cannot be read", async () => {
    const refuse: Postpone = () => Promise.reject(new Error("throttled"));
    const { outcome, faults } = await runAllAtOnce(queueOf(orderOf(1), "{", "{}"), again, refuse);
    expect(outcome.batchItemFailures).toHaveLength(3);
    expect(faults).toEqual(["fault deliver-code", "fault deliver-code"]);
  });
});
