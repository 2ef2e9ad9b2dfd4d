import { beforeAll, describe, expect, it } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { createTable, type Database, type ItemChange, localClient } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { newDevice } from "../../functions/domain/device.ts";
import { ledgerOf } from "../../functions/domain/lane.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { closeLater } from "../support/close-later.ts";
import { everythingIn, holdOnly, MISHAPS, mishapsOf, type StoredItem } from "../support/crashing.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../support/database-proxy.ts";
import { aGrant, USE } from "../support/grant.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";

const TABLE = "crashes";
const DAY = 86_400;
const OPTIONS = { tableName: TABLE, retentionSeconds: 90 * DAY, sessionSeconds: 90 * DAY };
const RULES = { forgetSeconds: 30 * DAY };
/** An app that is told when a session is over. */
const SETTINGS = testSettings({
  clients: [
    {
      ...{ id: USE.clientId, name: "The App", redirectUris: [USE.redirectUri] },
      backchannelLogoutUri: "https://app.example/out",
    },
  ],
});

let database: Database;
let proxy: DatabaseProxy;
/** Without mishaps, and with them. */
let storage: Storage;
let mortal: Storage;
const changes: ItemChange[] = [];
beforeAll(async () => {
  database = await startTestDatabase((change) => changes.push(change));
  await createTable(database.client, TABLE);
  storage = dynamoStorage(database.client, OPTIONS);
  proxy = await startDatabaseProxy();
  proxy.target = database.endpoint;
  // What the client repeats by itself would hide what the stream's repetition does.
  const client = localClient(proxy.endpoint, { maxAttempts: 1 });
  closeLater("the client of the table", () => client.destroy());
  mortal = dynamoStorage(client, OPTIONS);
});

/** Where dispatch puts what others do. */
interface Queues {
  readonly put: Set<string>;
  /** Which of the calls to them breaks off, before or after it has put something. */
  readonly breaksAt?: { readonly call: number; readonly after: boolean };
  calls: number;
}

function dispatcher(now: number, queues: Queues) {
  const put = (orders: readonly unknown[]) => {
    const call = queues.calls++;
    const broken = queues.breaksAt?.call === call ? queues.breaksAt : undefined;
    // A repeated order is recognised by its reader, as by the deliverers.
    if (!broken || broken.after) for (const order of orders) queues.put.add(JSON.stringify(order));
    return broken ? Promise.reject(new Error("no queue")) : Promise.resolve();
  };
  return create({
    ...{ settings: SETTINGS, config: { settings: SETTINGS } },
    ...{ observer: recordingObserver(), storage: mortal, clock: () => now },
    queue: { enqueue: (_channel, orders) => put(orders) },
    outbound: { order: put },
    readChange: readStreamRecord,
    readFactorChange: readFactorRecord,
  });
}

/** @returns the records that the stream has to bring again */
async function bring(records: readonly DynamoDBRecord[], now: number, queues: Queues) {
  const { batchItemFailures } = await dispatcher(now, queues)({ Records: [...records] });
  const [failed] = batchItemFailures;
  if (!failed) return [];
  return records.slice(records.findIndex((one) => one.dynamodb?.SequenceNumber === failed.itemIdentifier));
}

const opened = async (over: Partial<Challenge> = {}) => {
  const challenge = aChallenge(over);
  await storage.challenges.open(challenge);
  return challenge;
};

let serial = 0;
const write = (now: number) => ({ by: `writer ${++serial}`, now });
const device = (recipientKey: RecipientKey) =>
  newDevice((count) => Buffer.alloc(count, ++serial), recipientKey).lane;

async function guessWrong(challenge: Challenge, times: number) {
  for (let i = 0; i < times; i++) {
    await storage.challenges.countWrong(challenge, write(START + i));
    await storage.ledgers.countFailure(ledgerOf(challenge), RULES, write(START + i));
  }
}

const approve = (challenge: Challenge, now = START + 20) =>
  storage.challenges.approve(challenge, {
    ...write(now),
    sessionSeconds: 90 * DAY,
    device: device(challenge.recipientKey),
  });

/** Devices that became known at these times. */
async function knownSince(recipientKey: RecipientKey, ...times: readonly number[]) {
  for (const at of times) await storage.devices.open({ recipientKey, lane: device(recipientKey) }, at);
}

/** A session with what apps were granted of it: one that ends with it, and one that may outlive it. */
async function signedIn(recipientKey: RecipientKey) {
  const session = await opened({ recipientKey });
  await approve(session);
  for (const scope of ["openid", "openid offline_access"]) {
    const of = { recipientKey, sessionNonce: session.nonce, scope, authTime: START + 20 };
    const grant = aGrant({ ...of, expiresAt: START + 90 * DAY });
    await storage.grants.keep(grant);
    await storage.grants.give(grant, USE, write(START + 21));
  }
  return session;
}

interface Scenario {
  readonly name: string;
  readonly prepare: (recipientKey: RecipientKey, settle: () => Promise<void>) => Promise<unknown>;
  /** When the stream brings it late, in seconds; hours by default. */
  readonly late?: number;
}

const SCENARIOS: readonly Scenario[] = [
  { name: "a new code", prepare: (recipientKey) => opened({ recipientKey }), late: 100 },
  {
    name: "an order that comes too late",
    prepare: (recipientKey) => opened({ recipientKey, issuedAt: START - 400, expiresAt: START - 100 }),
  },
  {
    name: "an approval after wrong guesses, on a new device, whose provider wants to be told",
    async prepare(recipientKey, settle) {
      const stranger = await opened({ recipientKey });
      await guessWrong(stranger, 3);
      await settle();
      const challenge = await opened({ recipientKey, channel: "sms", address: "+14155550123" });
      await storage.sends.settle(
        challenge,
        1,
        { state: "sent", provider: "aws-sms", messageId: "m-1" },
        START,
      );
      await guessWrong(challenge, 2);
      await settle();
      await approve(challenge);
    },
  },
  {
    name: "an approval on a third new device of a day",
    async prepare(recipientKey, settle) {
      await knownSince(recipientKey, START - 100, START - 50);
      const challenge = await opened({ recipientKey });
      await settle();
      await approve(challenge);
    },
  },
  {
    name: "an approval on one device more than there may be",
    async prepare(recipientKey, settle) {
      const times = Array.from({ length: 20 }, (_, i) => START - (30 - i) * DAY);
      await knownSince(recipientKey, ...times);
      const challenge = await opened({ recipientKey });
      await settle();
      await approve(challenge);
    },
  },
  {
    name: "an approval on a known device, after wrong guesses there",
    async prepare(recipientKey, settle) {
      const lane = device(recipientKey);
      await storage.devices.open({ recipientKey, lane }, START - DAY);
      const challenge = await opened({ recipientKey, lane, device: lane });
      await guessWrong(challenge, 2);
      await settle();
      await approve(challenge);
    },
  },
  {
    name: '"this was not me" on a known device',
    async prepare(recipientKey, settle) {
      await knownSince(recipientKey, START - 2 * DAY);
      const lane = device(recipientKey);
      await storage.devices.open({ recipientKey, lane }, START - DAY);
      const challenge = await opened({ recipientKey, lane, device: lane });
      await settle();
      await storage.challenges.cancel(challenge, START + 5, "not-me");
    },
  },
  {
    name: '"this was not me" on a session',
    async prepare(recipientKey, settle) {
      await knownSince(recipientKey, START - 5 * DAY, START - 3 * DAY);
      const session = await signedIn(recipientKey);
      await settle();
      await storage.challenges.cancel(session, START + 30, "not-me");
    },
  },
  {
    name: "a sign-out everywhere, of two sessions",
    async prepare(recipientKey, settle) {
      await knownSince(recipientKey, START - 5 * DAY);
      const [one, other] = [await signedIn(recipientKey), await signedIn(recipientKey)];
      await settle();
      for (const session of [one, other]) await storage.challenges.end(session, START + 30, "everywhere");
    },
  },
  {
    name: "a plain sign-out",
    async prepare(recipientKey, settle) {
      const session = await signedIn(recipientKey);
      await settle();
      await storage.challenges.end(session, START + 30);
    },
  },
  {
    name: "a whole life in one batch",
    late: 100,
    async prepare(recipientKey) {
      const session = await signedIn(recipientKey);
      await storage.challenges.end(session, START + 30);
      await storage.challenges.cancel(session, START + 31, "not-me");
      await approve(await opened({ recipientKey, issuedAt: START + 40, expiresAt: START + 340 }), START + 50);
    },
  },
];

/** Wrong guesses of each ledger. */
const failuresOf = (items: readonly StoredItem[]) =>
  Object.fromEntries(items.flatMap(({ sk, failures }) => (failures === undefined ? [] : [[sk, failures]])));

/** The table without what a crash between two writes may leave: see {@link failuresOf}. */
const exactly = (items: readonly StoredItem[]) =>
  items.map((item) => ({ ...item, failures: undefined, forgave: undefined }));

/** What the items mean for users, whatever the time and order in which records came. */
const meaningOf = (items: readonly StoredItem[]) =>
  items.flatMap(({ sk, status, voidedAt, forgiven, delivery, told }) => {
    if (voidedAt !== undefined) return [];
    return [{ sk, status, forgiven, told, state: (delivery as { state?: string } | undefined)?.state }];
  });

interface Point {
  readonly what: string;
  readonly strike: (queues: Omit<Queues, "breaksAt">) => Queues;
}

/** Every way in which a run of so many calls may break off. */
function pointsOf(calls: readonly string[], queueCalls: number): Point[] {
  const atTable = calls.flatMap((name, call) =>
    mishapsOf(name).map((mishap) => ({
      what: `${mishap} ${call} ${name}`,
      strike: (queues: Queues) => {
        MISHAPS[mishap](proxy, call);
        return queues;
      },
    })),
  );
  const atQueue = Array.from({ length: queueCalls }, (_, call) =>
    [false, true].map((after) => ({
      what: `queue ${call} ${after ? "after" : "before"}`,
      strike: (queues: Queues): Queues => ({ ...queues, breaksAt: { call, after } }),
    })),
  ).flat();
  return [...atTable, ...atQueue];
}

/** What the stream brings next, in which order, and when. */
interface Delivery {
  readonly records: readonly DynamoDBRecord[];
  readonly now: number;
}

const IN_ORDER = "what failed, and then everything again";

/** How the stream goes on after a record has failed: after each delivery the table has to be right. */
const WAYS: Readonly<
  Record<
    string,
    (all: readonly DynamoDBRecord[], left: readonly DynamoDBRecord[], late: number) => Delivery[]
  >
> = {
  [IN_ORDER]: (all, left) => [
    { records: left, now: START + 60 },
    { records: all, now: START + 60 },
  ],
  "everything, late and the last first": (all, _left, late) => [
    { records: all.toReversed(), now: START + late },
    { records: all, now: START + late },
  ],
};

const fresh = (): Queues => ({ put: new Set(), calls: 0 });

describe.each(SCENARIOS)("$name, whose process dies or fails at any call", ({ prepare, late = 40_000 }) => {
  it("leaves the table as if it had not", async () => {
    await holdOnly(database.client, TABLE, []);
    changes.splice(0);
    const recordsOf = () =>
      changes
        .splice(0)
        .filter(({ after }) => after?.sk?.S?.startsWith("challenge#"))
        .map((change, index) => streamRecord(change, index + 1, START));
    await prepare(freshKey(), async () => {
      await bring(recordsOf(), START + 2, fresh());
      changes.splice(0);
    });
    const records = recordsOf();
    const before = await everythingIn(database.client, TABLE);

    proxy.reset();
    const whole = fresh();
    expect(await bring(records, START + 60, whole)).toEqual([]);
    const points = pointsOf([...proxy.calls], whole.calls);
    const expected = await everythingIn(database.client, TABLE);
    // Nothing to break off would show nothing.
    expect(points.length).toBeGreaterThanOrEqual(2);

    const unforgiven = new Set<string>();
    for (const { what, strike } of points)
      for (const [way, goOn] of Object.entries(WAYS)) {
        // What is left of two ways to break off is the same where the process dies.
        if (way !== IN_ORDER && !/^(dies before|queue)/.test(what)) continue;
        await holdOnly(database.client, TABLE, before);
        proxy.reset();
        const queues = strike(fresh());
        const left = await bring(records, START + 60, queues);
        proxy.reset();
        const of = (items: readonly StoredItem[]) => (way === IN_ORDER ? exactly(items) : meaningOf(items));
        let found: StoredItem[] = [];
        for (const delivery of goOn(records, left, late)) {
          expect(await bring(delivery.records, delivery.now, { put: queues.put, calls: 0 })).toEqual([]);
          found = await everythingIn(database.client, TABLE);
          expect({ what, way, items: of(found) }).toEqual({ what, way, items: of(expected) });
          expect({ what, way, put: [...queues.put].sort() }).toEqual({
            ...{ what, way },
            put: [...whole.put].sort(),
          });
        }
        const [counted, right] = [failuresOf(found), failuresOf(expected)];
        if (JSON.stringify(counted) === JSON.stringify(right)) continue;
        // Never fewer than without the crash: that would be guesses for an attacker.
        expect(counted).toEqual(failuresOf(before));
        unforgiven.add(what);
      }
    // Between the mark and the count: the owner's own wrong guesses go on counting, which is the safe side.
    const marked = points.filter(({ what }) =>
      /^(is not answered at 0|dies before 1|fails at 1) /.test(what),
    );
    const takesBack = JSON.stringify(failuresOf(before)) !== JSON.stringify(failuresOf(expected));
    expect([...unforgiven].sort()).toEqual(takesBack ? marked.map(({ what }) => what).sort() : []);
  }, 120_000);
});
