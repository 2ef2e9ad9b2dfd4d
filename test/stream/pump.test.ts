import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { DynamoDBStreamEvent } from "aws-lambda";
import type { ItemChange } from "../../bin/local/database.ts";
import { pump } from "../../bin/local/pump.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";

const NOW = 1_795_425_000;
const clock = () => NOW;

const inserted = (sk: string): ItemChange => ({
  before: undefined,
  after: { pk: { S: "recipient#r" }, sk: { S: sk } },
});

/** A consumer that remembers its batches by sort key, and answers each as its turn says. */
function consumerOf(...turns: ((event: DynamoDBStreamEvent) => BatchResult | Error)[]) {
  const batches: string[][] = [];
  const consume = (event: DynamoDBStreamEvent): Promise<BatchResult> => {
    const turn = turns[batches.length];
    batches.push(event.Records.map(({ dynamodb }) => dynamodb?.Keys?.sk?.S ?? ""));
    const result = turn?.(event) ?? { batchItemFailures: [] };
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  };
  return { batches, consume };
}

const failAt =
  (...places: number[]) =>
  ({ Records }: DynamoDBStreamEvent): BatchResult => ({
    batchItemFailures: places.map((place) => ({
      itemIdentifier: Records[place]?.dynamodb?.SequenceNumber ?? "",
    })),
  });

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "performance"] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Lets everything happen that needs no timer. */
async function settleImmediates(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
}

describe("changes of the table", () => {
  it("reach every consumer, in the order in which they happened", async () => {
    const [one, two] = [consumerOf(), consumerOf()];
    const stream = pump([one.consume, two.consume], clock);
    for (const sk of ["a", "b", "c"]) stream.push(inserted(sk));
    expect(stream.busy()).toBe(true);
    await stream.settled();
    expect(stream.busy()).toBe(false);
    expect(one.batches).toEqual([["a", "b", "c"]]);
    expect(two.batches).toEqual([["a", "b", "c"]]);
  });

  it("come in batches of a hundred", async () => {
    const { batches, consume } = consumerOf();
    const stream = pump([consume], clock);
    for (let i = 0; i < 250; i++) stream.push(inserted(`${i}`));
    await stream.settled();
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(Array.from({ length: 250 }, (_, i) => `${i}`));
  });

  it("that happen while a batch is handled come in the next one", async () => {
    const { batches, consume } = consumerOf(() => {
      stream.push(inserted("b"));
      return { batchItemFailures: [] };
    });
    const stream = pump([consume], clock);
    stream.push(inserted("a"));
    await stream.settled();
    expect(batches).toEqual([["a"], ["b"]]);
  });
});

describe("changes that get their place before they are written", () => {
  it("come in the order of their places, and those that were not written do not come", async () => {
    const { batches, consume } = consumerOf();
    const stream = pump([consume], clock);
    const handled: string[] = [];
    const [first, lost, last] = ["a", "b", "c"].map((sk) =>
      stream.begin(inserted(sk), () => void handled.push(sk)),
    );
    last?.settle(true);
    lost?.settle(false);
    await settleImmediates();
    expect(batches).toEqual([]);
    first?.settle(true);
    await stream.settled();
    expect(batches).toEqual([["a", "c"]]);
    expect(handled).toEqual(["a", "c"]);
  });

  it("are handled when the slowest consumer has handled them", async () => {
    const [failing, fine] = [consumerOf(failAt(0)), consumerOf()];
    const stream = pump([failing.consume, fine.consume], clock);
    const handled: string[] = [];
    stream.begin(inserted("a"), () => void handled.push("a")).settle(true);
    await settleImmediates();
    expect(fine.batches).toEqual([["a"]]);
    expect(handled).toEqual([]);
    await jest.advanceTimersByTimeAsync(500);
    await stream.settled();
    expect(handled).toEqual(["a"]);
  });
});

describe("a consumer with a window", () => {
  const inWindow = (consume: ReturnType<typeof consumerOf>["consume"]) => ({
    windowSeconds: 60,
    consume: async (event: DynamoDBStreamEvent) => ({ ...(await consume(event)), state: {} }),
  });

  it("gets what comes within a fifth of a second together", async () => {
    const { batches, consume } = consumerOf();
    const stream = pump([inWindow(consume)], clock, { shards: 1 });
    stream.push(inserted("a"));
    await settleImmediates();
    await jest.advanceTimersByTimeAsync(199);
    stream.push(inserted("b"));
    expect(batches).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([["a", "b"]]);
  });

  it("gets it at once where somebody waits until all is settled", async () => {
    const { batches, consume } = consumerOf();
    const stream = pump([inWindow(consume)], clock, { shards: 1 });
    stream.push(inserted("a"));
    await stream.settled();
    expect(batches).toEqual([["a"]]);
  });
});

describe("a consumer that fails", () => {
  it("gets the failed record again, and everything behind it, but nothing before it", async () => {
    const { batches, consume } = consumerOf(failAt(1));
    const stream = pump([consume], clock);
    for (const sk of ["a", "b", "c"]) stream.push(inserted(sk));
    await settleImmediates();
    expect(batches).toEqual([["a", "b", "c"]]);
    expect(stream.busy()).toBe(true);
    await jest.advanceTimersByTimeAsync(499);
    expect(batches).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    await stream.settled();
    expect(batches).toEqual([
      ["a", "b", "c"],
      ["b", "c"],
    ]);
  });

  it.each<[string, (event: DynamoDBStreamEvent) => BatchResult | Error]>([
    ["throws", () => new Error("no")],
    ["names the first record", failAt(0)],
    ["names no record that it was given", () => ({ batchItemFailures: [{ itemIdentifier: "" }] })],
  ])("gets the whole batch again when it %s", async (_, turn) => {
    const { batches, consume } = consumerOf(turn, turn);
    const stream = pump([consume], clock);
    stream.push(inserted("a"));
    stream.push(inserted("b"));
    await settleImmediates();
    await jest.advanceTimersByTimeAsync(1000);
    await stream.settled();
    expect(batches).toEqual(Array(3).fill(["a", "b"]));
  });

  it("holds up no other consumer", async () => {
    const [failing, fine] = [consumerOf(failAt(0)), consumerOf()];
    const stream = pump([failing.consume, fine.consume], clock);
    stream.push(inserted("a"));
    await settleImmediates();
    stream.push(inserted("b"));
    await settleImmediates();
    expect(fine.batches).toEqual([["a"], ["b"]]);
    expect(failing.batches).toEqual([["a"]]);
    await jest.advanceTimersByTimeAsync(500);
    await stream.settled();
    expect(failing.batches).toEqual([["a"], ["a", "b"]]);
  });

  it("is left alone once the pump was stopped", async () => {
    const { batches, consume } = consumerOf(failAt(0), failAt(0));
    const stream = pump([consume], clock);
    stream.push(inserted("a"));
    await settleImmediates();
    stream.stop();
    await jest.advanceTimersByTimeAsync(5000);
    await stream.settled();
    expect(batches).toHaveLength(1);
  });
});
