import { OrdersRefused, type SendOrder, type SendQueue } from "../delivery/port.ts";
import type { Channel } from "../domain/channel.ts";

/** What a queue takes in one call. */
const TEN = 10;

/** The orders of one record. */
export interface RecordOrders {
  /** Takes orders without waiting until they are queued. */
  readonly queue: SendQueue;
  /** Waits until they are. @returns why some are not; it never throws */
  settled(): Promise<readonly unknown[]>;
}

interface Waiting {
  readonly order: SendOrder;
  readonly done: (fault?: { readonly error: unknown }) => void;
}

/**
 * Gathers the orders of one batch of records, and sends ten of a channel in one call: one call for each order would let no
 * worker queue more than some two hundred a second. What has been gathered goes as soon as the records wait for something
 * else, so no order waits for an approval behind it.
 * @returns what makes the queue of each record
 */
export function ordersInTens(queue: SendQueue): () => RecordOrders {
  const waiting = new Map<Channel, Waiting[]>();
  let scheduled = false;
  const send = (channel: Channel) => {
    const some = waiting.get(channel) ?? [];
    waiting.delete(channel);
    if (some.length > 0) void sendAll(queue, channel, some);
  };
  const take = (channel: Channel, one: Waiting) => {
    const some = waiting.get(channel) ?? [];
    some.push(one);
    waiting.set(channel, some);
    if (some.length === TEN) send(channel);
    if (scheduled) return;
    scheduled = true;
    // Runs when the records that need no answer have all been read.
    setImmediate(() => {
      scheduled = false;
      for (const left of [...waiting.keys()]) send(left);
    });
  };

  return () => {
    const own: Promise<{ readonly error: unknown } | undefined>[] = [];
    return {
      queue: {
        enqueue(channel, orders) {
          for (const order of orders) own.push(new Promise((done) => take(channel, { order, done })));
          return Promise.resolve();
        },
      },
      settled: async () => (await Promise.all(own)).flatMap((fault) => (fault ? [fault.error] : [])),
    };
  };
}

/** Each order learns what became of it alone: the others of its call are not queued again. */
async function sendAll(queue: SendQueue, channel: Channel, some: readonly Waiting[]): Promise<void> {
  try {
    await queue.enqueue(
      channel,
      some.map(({ order }) => order),
    );
    for (const { done } of some) done();
  } catch (error) {
    const isQueued = ({ order }: Waiting) => error instanceof OrdersRefused && !error.orders.includes(order);
    for (const one of some) one.done(isQueued(one) ? undefined : { error });
  }
}
