import { setTimeout as pause } from "node:timers/promises";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { type LocalService, startLocalService } from "../../bin/local/service.ts";
import type { Provider, SendOrder } from "../../functions/delivery/port.ts";
import { create as deliverCode } from "../../functions/handlers/deliver-code.ts";
import { testSettings } from "../support/service.ts";
import { median, quantile } from "./statistics.ts";

/**
 * Whether a slow provider costs anybody but its own messages: the whole local service with a provider that takes five
 * seconds, beside one that answers at once, by turns (the quick one delivers in the same process meanwhile, so it may even
 * be the slower to answer); and a batch of ten messages with a provider that takes one second.
 */
const SLOW_MILLISECONDS = 5000;
const REPETITIONS = 7;
const REQUESTS = 150;
const BATCH_CALL_MILLISECONDS = 1000;

let serial = 0;

const silent = {
  audit: () => undefined,
  served: () => undefined,
  fault: (_name: string, error: unknown) => {
    console.error(error);
  },
  measure: () => undefined,
};

function providerThatTakes(milliseconds: number): Provider {
  return {
    name: `takes ${milliseconds} ms`,
    async send() {
      if (milliseconds > 0) await pause(milliseconds);
      return { kind: "sent", messageId: String(++serial) };
    },
  };
}

function start(provider: Provider, queued?: SendOrder[]): Promise<LocalService> {
  return startLocalService({
    settings: testSettings({ limits: { originPerHour: 1_000_000 } }),
    port: 0,
    host: "127.0.0.1",
    dataFolder: undefined,
    observer: silent,
    override: () => ({
      providers: { email: [provider], sms: [], whatsapp: [] },
      ...(queued && {
        queue: { enqueue: (_channel, orders) => Promise.resolve(void queued.push(...orders)) },
      }),
    }),
  });
}

/** One request after the other; their times in milliseconds. */
async function request(url: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify({ recipient: `person-${++serial}@example.com` });
    const headers = { "content-type": "application/json" };
    const startedAt = performance.now();
    const answer = await fetch(`${url}/otp/request`, { method: "POST", headers, body });
    await answer.arrayBuffer();
    if (answer.status !== 202) throw new Error(`request: ${answer.status}`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function measureRequests(): Promise<void> {
  const instant = await start(providerThatTakes(0));
  const slow = await start(providerThatTakes(SLOW_MILLISECONDS));
  const order = [instant, slow];
  for (const { url } of order) await request(url, 300);
  const p50 = new Map(order.map((service) => [service, [] as number[]]));
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const service of order) p50.get(service)?.push(quantile(await request(service.url, REQUESTS), 0.5));
    order.reverse();
  }
  const [fast = [], held = []] = [p50.get(instant), p50.get(slow)];
  const ratio = median(held.map((value, i) => value / (fast[i] ?? NaN)));
  console.log(
    `request p50, provider takes 0 s: ${median(fast).toFixed(2)} ms, takes 5 s: ${median(held).toFixed(2)} ms;` +
      ` ratio ${ratio.toFixed(3)} (median of ${REPETITIONS} turns; 1.1 at most is wanted)`,
  );
  await instant.close();
  // What the slow one still holds would keep this process alive for no purpose.
  void slow.close();
}

async function measureBatch(): Promise<void> {
  const orders: SendOrder[] = [];
  const service = await start(providerThatTakes(BATCH_CALL_MILLISECONDS), orders);
  const deliver = deliverCode(service.services);
  const seconds: number[] = [];
  for (let repetition = 0; repetition < 5; repetition++) {
    orders.length = 0;
    await request(service.url, 10);
    await service.settled();
    const Records = orders.map((sendOrder, index) => {
      const attributes = { ApproximateReceiveCount: "1" };
      return { messageId: String(index), body: JSON.stringify(sendOrder), attributes } as SQSRecord;
    });
    const startedAt = performance.now();
    const { batchItemFailures } = await deliver({ Records } satisfies SQSEvent);
    seconds.push(performance.now() - startedAt);
    if (Records.length !== 10 || batchItemFailures.length > 0) throw new Error("not ten were delivered");
  }
  const took = median(seconds);
  console.log(
    `batch of ten, provider takes ${BATCH_CALL_MILLISECONDS} ms: ${took.toFixed(0)} ms;` +
      ` ratio ${(took / BATCH_CALL_MILLISECONDS).toFixed(3)} (median of 5; 1.2 at most is wanted)`,
  );
  await service.close();
}

await measureBatch();
await measureRequests();
process.exit();
