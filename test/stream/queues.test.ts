import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import { localQueues } from "../../bin/local/queues.ts";
import type { SendOrder } from "../../functions/delivery/port.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";

const order = (send: number): SendOrder => ({ recipientKey: "r", nonce: "n", send, channel: "email" });
const orders = (count: number) => Array.from({ length: count }, (_, i) => order(i + 1));

/** A deliverer that remembers its batches, and fails orders as long as it is told to. */
function delivererOf(fails: (order: SendOrder, receive: number) => boolean = () => false) {
  const batches: number[][] = [];
  const messageIds: string[] = [];
  const consume = ({ Records }: SQSEvent): Promise<BatchResult> => {
    const read = Records.map(({ body, messageId, attributes }) => ({
      messageId,
      order: JSON.parse(body) as SendOrder,
      receive: Number(attributes.ApproximateReceiveCount),
    }));
    batches.push(read.map((message) => message.order.send));
    messageIds.push(...read.map(({ messageId }) => messageId));
    const failed = read.filter((message) => fails(message.order, message.receive));
    return Promise.resolve({
      batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
  };
  return { batches, messageIds, consume };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "performance"] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Lets so many seconds pass, and everything happen that happens in them. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await jest.advanceTimersByTimeAsync(1000);
    for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next));
  }
}

describe("orders that are delivered", () => {
  it("come in their order, ten at most at a time, and only once", async () => {
    const { batches, consume } = delivererOf();
    const queues = localQueues(() => consume);
    await queues.enqueue("email", orders(12));
    expect(queues.busy()).toBe(true);
    await queues.settled();
    await pass(5);
    expect(batches).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [11, 12],
    ]);
    expect(queues.busy()).toBe(false);
    expect(queues.deadLetters).toEqual([]);
  });

  it("come to the deliverer of their channel", async () => {
    const [email, sms] = [delivererOf(), delivererOf()];
    const queues = localQueues((channel) => (channel === "email" ? email : sms).consume);
    await queues.enqueue("sms", [order(1)]);
    await queues.enqueue("email", [order(2)]);
    await queues.settled();
    expect([email.batches, sms.batches]).toEqual([[[2]], [[1]]]);
  });
});

describe("an order that fails", () => {
  it("comes again when its visibility is over, and the others of its batch do not", async () => {
    const { batches, messageIds, consume } = delivererOf(({ send }, receive) => send === 2 && receive === 1);
    const queues = localQueues(() => consume);
    await queues.enqueue("email", orders(3));
    await queues.settled();
    await jest.advanceTimersByTimeAsync(999);
    expect(batches).toEqual([[1, 2, 3]]);
    await pass(3);
    expect(batches).toEqual([[1, 2, 3], [2]]);
    expect(messageIds[3]).toBe(messageIds[1]);
  });

  it("comes again sooner when its deliverer gives it back, and only this time", async () => {
    const { batches, consume } = delivererOf((_, receive) => receive < 3);
    const queues = localQueues(() => async (event) => {
      const result = await consume(event);
      const [{ receiptHandle: handle, attributes } = { receiptHandle: "", attributes: undefined }] =
        event.Records;
      if (attributes?.ApproximateReceiveCount === "1")
        await queues.postpone("email", [{ handle, inSeconds: 7 }]);
      return result;
    });
    await queues.enqueue("email", [order(1)]);
    await queues.settled();
    await jest.advanceTimersByTimeAsync(199);
    await queues.settled();
    expect(batches).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    await queues.settled();
    expect(batches).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(999);
    await queues.settled();
    expect(batches).toHaveLength(2);
    await pass(1);
    expect(batches).toHaveLength(3);
  });

  it("says how often it has been received", async () => {
    const receives: number[] = [];
    const { consume } = delivererOf((_, receive) => receives.push(receive) < 4);
    const queues = localQueues(() => consume);
    await queues.enqueue("sms", [order(1)]);
    await queues.settled();
    await pass(6);
    expect(receives).toEqual([1, 2, 3, 4]);
  });

  it("comes again, with its whole batch, when the deliverer throws", async () => {
    const { batches, consume } = delivererOf();
    let calls = 0;
    const queues = localQueues(() => (event) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("no")) : consume(event);
    });
    await queues.enqueue("email", orders(2));
    await queues.settled();
    await pass(2);
    expect(batches.flat()).toEqual([1, 2]);
  });

  it("holds up no message behind it", async () => {
    const { batches, consume } = delivererOf(({ send }) => send === 1);
    const queues = localQueues(() => consume);
    await queues.enqueue("email", [order(1)]);
    await queues.settled();
    await queues.enqueue("email", [order(2)]);
    await queues.settled();
    expect(batches).toEqual([[1], [2]]);
    queues.stop();
  });

  it("is a dead letter when it has failed longer than any code lives, and comes no more", async () => {
    const { batches, consume } = delivererOf(({ send }) => send === 1);
    const queues = localQueues(() => consume);
    await queues.enqueue("email", orders(2));
    await queues.settled();
    await pass(328);
    expect(queues.deadLetters).toEqual([]);
    await pass(1);
    expect(queues.deadLetters).toEqual([order(1)]);
    await pass(5);
    expect(batches.filter((batch) => batch.includes(1))).toHaveLength(330);
  });

  it("is left alone once the queues were stopped", async () => {
    const { batches, consume } = delivererOf(() => true);
    const queues = localQueues(() => consume);
    await queues.enqueue("sms", [order(1)]);
    await queues.settled();
    queues.stop();
    expect(jest.getTimerCount()).toBe(0);
    await pass(5);
    expect(batches).toEqual([[1]]);
  });
});
