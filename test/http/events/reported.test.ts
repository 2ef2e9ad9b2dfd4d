import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { create as sendEvents } from "../../../functions/handlers/send-events.ts";
import { listDeliveries } from "../../../functions/flows/list-deliveries.ts";
import { testReceiver } from "../../../functions/flows/resend-event.ts";
import { poster } from "../../../functions/outbound/post.ts";
import { webhookSigner } from "../../../functions/outbound/sign-webhook.ts";
import { type EventReceiver, hangs, says, startEventReceiver } from "../../support/event-receiver.ts";
import { startTestService, testSettings, type TestService } from "../../support/service.ts";

/*
 * What was reported publicly of webhooks and event buses of other products, as it is here. Bytes and secrets of signatures
 * are in test/unit/sign-webhook.test.ts, answers of a bus in test/unit/event-bridge.test.ts, a bus that is not there in
 * test/unit/preflight.test.ts and test/infrastructure/events.test.ts.
 */

const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
let service: TestService;
let billing: EventReceiver;
let crm: EventReceiver;

beforeAll(async () => {
  [billing, crm] = [await startEventReceiver(), await startEventReceiver()];
  const webhooks = [
    { id: "billing", url: billing.url },
    { id: "crm", url: crm.url },
  ];
  service = await startTestService(
    { events: { webhooks } },
    {
      override: ({ clock }) => ({
        post: poster({ nearby: true, timeoutMilliseconds: 200 }),
        signWebhook: webhookSigner(
          () => Promise.resolve(JSON.stringify({ billing: secret, crm: secret })),
          clock,
        ),
      }),
    },
  );
});
beforeEach(() => {
  for (const receiver of [billing, crm]) receiver.answers(says(204));
});

/** One message of the queue, received for the so many'th time. */
const received = (receiver: string, times: number, forced?: true) => ({
  messageId: `m-${receiver}-${times}`,
  receiptHandle: `h-${receiver}-${times}`,
  body: JSON.stringify({
    receiver,
    event: {
      ...{ id: `evt_${receiver}${times}`, type: "test.sent", version: 1, stage: "test" },
      ...{ timestamp: "2026-11-27T00:00:00.000Z", data: { receiver } },
    },
    ...(forced && { forced }),
  }),
  attributes: { ApproximateReceiveCount: String(times) },
});

/** What the function does with such messages. @returns which come again, and when */
async function deliver(messages: readonly ReturnType<typeof received>[], over: object = {}) {
  const postponed: { handle: string; inSeconds: number }[] = [];
  const handle = sendEvents({
    ...service.services,
    postponeEvents: (all) => {
      postponed.push(...all);
      return Promise.resolve();
    },
    ...over,
  });
  const { batchItemFailures } = await handle({ Records: messages } as never);
  return { again: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), postponed };
}

describe("reported of other products: a receiver", () => {
  // saleor/apps 339, keygen-sh/keygen-api 68: tries and receivers had ids of their own, and none could be told apart.
  it("is told the same id as all others", async () => {
    await service.post("/otp/verify", await service.challenge("same@example.com"));
    await service.settled();
    const ids = ({ told }: EventReceiver) => told.map(({ event }) => event.id).sort();
    expect(ids(billing)).toEqual(ids(crm));
    expect(new Set(ids(billing)).size).toBe(2);
  });

  // nensii21/devlink 1319: the signature was of another serialisation than the one that was sent.
  it("can check the very bytes that it got, whatever letters are in them", async () => {
    await service.challenge("zoë@example.com").catch(() => undefined);
    await service.challenge("plain@example.com");
    await service.settled();
    expect(billing.told.length).toBeGreaterThan(0);
    for (const { body, headers } of billing.told) {
      const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
      const signed = new Webhook(secret).sign(String(headers["webhook-id"]), at, body);
      expect(headers["webhook-signature"]).toBe(signed);
      expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
    }
  });

  // owncast/owncast 1504, LabsCrypt/remitlend 655, NangoHQ/nango 5061: one that is slow kept all others waiting.
  it("that hangs is left alone after five silences, and its last try is made all the same", async () => {
    billing.answers(hangs);
    const five = [1, 1, 1, 1, 1].map((times, index) => ({
      ...received("billing", times),
      messageId: `s${index}`,
    }));
    expect((await deliver(five)).again).toHaveLength(5);
    const calls = billing.told.length;
    expect((await deliver([received("billing", 2)])).postponed).toEqual([
      { handle: "h-billing-2", inSeconds: 300 },
    ]);
    expect(billing.told).toHaveLength(calls);
    expect((await deliver([received("crm", 1)])).again).toEqual([]);
    await deliver([received("billing", 6)]);
    expect(billing.told).toHaveLength(calls + 1);
    service.clock.advance(31);
    billing.answers(says(204));
    expect((await deliver([received("billing", 3)])).again).toEqual([]);
  });

  // saleor/saleor-docs 1012 and others: a wait that the receiver asked for was not kept.
  it("that asks to be left alone longer is, and not shorter", async () => {
    billing.answers(
      says(429, { "retry-after": "900" }),
      says(503, { "retry-after": "1" }),
      says(503, { "retry-after": "999999" }),
    );
    const waits = [];
    for (let times = 1; times <= 3; times++)
      waits.push((await deliver([received("billing", times)])).postponed[0]?.inSeconds);
    expect(waits).toEqual([900, 300, 42_000]);
  });

  it("is told again later each time, and after the last try no more", async () => {
    billing.answers(says(500));
    const waits = [];
    for (let times = 1; times <= 6; times++)
      waits.push((await deliver([received("billing", times)])).postponed[0]?.inSeconds);
    expect(waits).toEqual([30, 300, 1800, 7200, 21_600, undefined]);
  });

  // keygen-sh/keygen-api 139: events were tried for an address that its owner had taken out.
  it("that was taken out of the settings is not called for what waits", async () => {
    const without = { settings: testSettings({ events: { webhooks: [{ id: "crm", url: crm.url }] } }) };
    expect((await deliver([received("billing", 2)], without)).again).toEqual([]);
    expect(billing.told).toEqual([]);
  });

  // formbricks/formbricks 7877, synapticcybersecurity/hekate 56: a redirect led into the sender's own network.
  it("leads nowhere by a redirect, and not into a private network by its name", async () => {
    billing.answers(says(302, { location: crm.url }));
    await deliver([received("billing", 1)]);
    expect(crm.told).toEqual([]);
    const deployed = { post: poster({ nearby: false }) };
    billing.answers(says(204));
    expect((await deliver([received("billing", 1)], deployed)).again).toEqual(["m-billing-1"]);
    expect(billing.told).toEqual([]);
  });

  // frain-dev/convoy 1262: an answer that was lost on the way made two events of one.
  it("that took an event whose sender then broke off is told it under the same id", async () => {
    let broken = true;
    const { deliveries } = service.services.storage;
    const storage = {
      ...service.services.storage,
      deliveries: {
        ...deliveries,
        record: (...args: Parameters<typeof deliveries.record>) => {
          if (!broken) return deliveries.record(...args);
          broken = false;
          return Promise.reject(new Error("the process is gone"));
        },
      },
    };
    expect((await deliver([received("billing", 1)], { storage })).again).toEqual(["m-billing-1"]);
    expect((await deliver([received("billing", 1)], { storage })).again).toEqual([]);
    expect(new Set(billing.told.map(({ event }) => event.id)).size).toBe(1);
    expect(billing.told).toHaveLength(2);
  });
});

describe("a receiver without a usable secret", () => {
  it("is not called unsigned, and its events wait", async () => {
    const signWebhook = webhookSigner(() => Promise.resolve("{}"), service.clock.now);
    expect((await deliver([received("crm", 1)], { signWebhook })).again).toEqual(["m-crm-1"]);
    expect(crm.told).toEqual([]);
  });
});

describe("what is kept of deliveries", () => {
  it("is bounded: fifty are shown, masked, and each is gone after a week", async () => {
    for (let index = 0; index < 52; index++) await testReceiver(service.services, "crm");
    await service.settled();
    const [, shown] = await listDeliveries(service.services);
    expect(shown?.deliveries).toHaveLength(50);
    const items = JSON.parse((await service.get("/_local/items")).text) as { pk: string; ttl: number }[];
    const kept = items.filter(({ pk }) => pk === "deliveries#crm");
    expect(kept.length).toBeGreaterThanOrEqual(52);
    for (const { ttl } of kept) expect(ttl).toBeLessThanOrEqual(service.clock.now() + 7 * 86_400);
    expect(JSON.stringify(kept)).not.toMatch(/plain@|same@/);
  });
});
