import { randomUUID } from "node:crypto";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Postpone, SendOrder, SendQueue } from "../../functions/delivery/port.ts";
import { VISIBILITY_SECONDS } from "../../functions/delivery/retries.ts";
import { byChannel, type Channel } from "../../functions/domain/channel.ts";
import { EVENT_TRIES } from "../../functions/outbound/event-retries.ts";
import type { EventQueue, OutboundQueue, PostponeEvents } from "../../functions/outbound/port.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";

type Consumer = (event: SQSEvent) => Promise<BatchResult>;

interface Waiting {
  readonly messageId: string;
  readonly body: string;
  readonly receives: number;
}

const BATCH = 10;

/** Half a minute is too long to wait on a laptop: a second stands for the whole visibility, and less for less. */
const VISIBILITY_MILLISECONDS = 1000;

/** Longer than any code lives by default. */
const MAX_RECEIVES = 330;

/** The channels' queues, with visibility, retries and dead letters, and their consumer. */
export interface LocalQueues extends SendQueue {
  readonly postpone: Postpone;
  /** Orders that could not be delivered. */
  readonly deadLetters: readonly SendOrder[];
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

export function localQueues(consume: (channel: Channel) => Consumer): LocalQueues {
  const deadLetters: SendOrder[] = [];
  const lanes = byChannel((channel) =>
    lane(consume(channel), (body) => deadLetters.push(JSON.parse(body) as SendOrder)),
  );
  const all = Object.values(lanes);
  return {
    deadLetters,
    enqueue(channel, orders) {
      for (const order of orders)
        lanes[channel].push({ messageId: randomUUID(), body: JSON.stringify(order), receives: 0 });
      return Promise.resolve();
    },
    postpone(channel, messages) {
      for (const { handle, inSeconds } of messages) lanes[channel].postpone(handle, inSeconds);
      return Promise.resolve();
    },
    async settled() {
      await Promise.all(all.map((one) => one.settled()));
    },
    busy: () => all.some((one) => one.busy()),
    stop() {
      for (const one of all) one.stop();
    },
  };
}

/** The queue of calls to apps, on the same terms. */
export interface LocalOutbound extends OutboundQueue {
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

export function localOutbound(consume: Consumer): LocalOutbound {
  // An app that never answers is told of nothing any more.
  const { push, settled, busy, stop } = lane(consume, () => undefined);
  return {
    order(orders) {
      for (const order of orders) push({ messageId: randomUUID(), body: JSON.stringify(order), receives: 0 });
      return Promise.resolve();
    },
    settled,
    busy,
    stop,
  };
}

/** The queue of events, on the same terms; what no receiver took lies with the dead letters. */
export interface LocalEvents extends EventQueue {
  readonly postpone: PostponeEvents;
  settled(): Promise<void>;
  busy(): boolean;
  stop(): void;
}

export function localEventQueue(consume: Consumer): LocalEvents {
  // Whom it was for stands among the deliveries.
  const { push, postpone, settled, busy, stop } = lane(consume, () => undefined, EVENT_TRIES);
  return {
    order(orders) {
      for (const order of orders) push({ messageId: randomUUID(), body: JSON.stringify(order), receives: 0 });
      return Promise.resolve();
    },
    postpone(messages) {
      for (const { handle, inSeconds } of messages) postpone(handle, inSeconds);
      return Promise.resolve();
    },
    settled,
    busy,
    stop,
  };
}

function lane(consume: Consumer, giveUp: (body: string) => void, maxReceives = MAX_RECEIVES) {
  const waiting: Waiting[] = [];
  const hidden = new Set<NodeJS.Timeout>();
  const postponed = new Map<string, number>();
  let running: Promise<void> | undefined;
  let stopped = false;

  const run = async () => {
    while (waiting.length > 0 && !stopped) {
      const batch = waiting
        .splice(0, BATCH)
        .map((message) => ({ ...message, receives: message.receives + 1 }));
      const failed = await consume({ Records: batch.map(sqsRecord) })
        .then(
          ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
        )
        .catch(() => new Set(batch.map(({ messageId }) => messageId)));
      for (const message of batch) if (failed.has(message.messageId)) comeBack(message);
    }
    running = undefined;
  };
  const push = (message: Waiting) => {
    waiting.push(message);
    running ??= new Promise<void>((start) => setImmediate(start)).then(run);
  };
  const comeBack = (message: Waiting) => {
    if (message.receives >= maxReceives) {
      giveUp(message.body);
      return;
    }
    const seconds = postponed.get(message.messageId) ?? VISIBILITY_SECONDS;
    postponed.delete(message.messageId);
    const timer = setTimeout(
      () => {
        hidden.delete(timer);
        push(message);
      },
      (seconds / VISIBILITY_SECONDS) * VISIBILITY_MILLISECONDS,
    ).unref();
    hidden.add(timer);
  };
  return {
    push,
    postpone: (handle: string, seconds: number) => void postponed.set(handle, seconds),
    settled: () => running ?? Promise.resolve(),
    busy: () => running !== undefined,
    stop() {
      stopped = true;
      for (const timer of hidden) clearTimeout(timer);
    },
  };
}

function sqsRecord({ messageId, body, receives }: Waiting): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: messageId,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(Date.now()),
      SenderId: "local",
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:latchkey-local",
    awsRegion: "us-east-1",
  };
}
