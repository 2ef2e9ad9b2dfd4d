import { randomBytes } from "node:crypto";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createTable, type Database, type ItemChange } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { SendOrder } from "../../functions/delivery/port.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { newDevice } from "../../functions/domain/device.ts";
import type { EndedSession } from "../../functions/domain/logout-token.ts";
import type { Grant } from "../../functions/domain/grant.ts";
import { ledgerOf } from "../../functions/domain/lane.ts";
import { sessionId } from "../../functions/domain/session.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { aGrant, USE } from "../support/grant.ts";
import { tableItems } from "../support/table-items.ts";
import { startTestDatabase } from "../support/start-database.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";

const TABLE = "dispatched";
const SESSION_SECONDS = 1000;
const DONE = { batchItemFailures: [] };

let database: Database;
let storage: Storage;
const changes: ItemChange[] = [];
beforeAll(async () => {
  database = await startTestDatabase((change) => changes.push(change));
  await createTable(database.client, TABLE);
  storage = dynamoStorage(database.client, {
    tableName: TABLE,
    retentionSeconds: 60,
    sessionSeconds: SESSION_SECONDS,
  });
});

/** An app that is told when a session is over. */
const CALLED = testSettings({
  clients: [
    {
      id: USE.clientId,
      name: "The App",
      redirectUris: [USE.redirectUri],
      backchannelLogoutUri: "https://app.example/out",
    },
  ],
});
let settings = testSettings();
let refuses = false;

let orders: SendOrder[];
let calls: EndedSession[];
let observer: ReturnType<typeof recordingObserver>;
beforeEach(() => {
  changes.splice(0);
  orders = [];
  calls = [];
  settings = testSettings();
  observer = recordingObserver();
});

/** Brings everything that was written since the test began, at a time of its own. */
function dispatchAt(now: number) {
  const queue = {
    enqueue: (_channel: string, more: readonly SendOrder[]) => Promise.resolve(void orders.push(...more)),
  };
  const outbound = {
    order: (more: readonly EndedSession[]) =>
      refuses ? Promise.reject(new Error("no queue")) : Promise.resolve(void calls.push(...more)),
  };
  const dispatch = create({
    ...{ observer, storage, queue, outbound, settings, config: { settings } },
    clock: () => now,
    readChange: readStreamRecord,
    readFactorChange: readFactorRecord,
  });
  return dispatch({ Records: changes.map((change, index) => streamRecord(change, index, now)) });
}

const opened = async (over: Partial<Challenge> = {}) => {
  const challenge = aChallenge(over);
  await storage.challenges.open(challenge);
  return challenge;
};

const told = (event: string) =>
  observer.records.filter((record) => record.event === event).map(({ fields }) => fields);

describe("an order that the stream brings in time", () => {
  it("is put on the queue, to the last second, and nothing is recorded", async () => {
    const challenge = await opened();
    expect(await dispatchAt(START + 269)).toEqual(DONE);
    const { recipientKey, nonce } = challenge;
    expect(orders).toEqual([{ recipientKey, nonce, send: 1, channel: "email" }]);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      doneSend: 0,
      delivery: { state: "queued" },
    });
    expect(told("dispatch")).toEqual([]);
  });
});

describe("an order that the stream brings too late", () => {
  it("is thrown away: its send has failed, and an operator learns of it once", async () => {
    const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
    for (const now of [START + 270, START + 271, START + 40_000]) expect(await dispatchAt(now)).toEqual(DONE);
    expect(orders).toEqual([]);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      doneSend: 1,
      delivery: { state: "failed", reason: "too-late" },
    });
    expect(told("dispatch")).toEqual([
      { outcome: "too-late", recipient: challenge.recipientKey, channel: "sms", country: "US" },
    ]);
    expect(told("measured LateSends")).toEqual([{ value: 1 }]);
    expect(JSON.stringify(observer.records)).not.toContain("4155550123");
  });

  it("leaves a send alone that was made meanwhile, or that a deliverer is at", async () => {
    const [made, leased] = [await opened(), await opened()];
    await storage.sends.settle(made, 1, { state: "sent", provider: "inbox" }, START + 3);
    await storage.sends.claim(leased, 1, { by: "deliverer", now: START + 265 });
    expect(await dispatchAt(START + 280)).toEqual(DONE);
    expect(await storage.challenges.read(made)).toMatchObject({
      delivery: { state: "sent", provider: "inbox" },
    });
    expect(await storage.challenges.read(leased)).toMatchObject({
      doneSend: 0,
      delivery: { state: "queued" },
    });
    await storage.sends.settle(leased, 1, { state: "sent" }, START + 281);
    expect(await dispatchAt(START + 300)).toEqual(DONE);
    expect(await storage.challenges.read(leased)).toMatchObject({ delivery: { state: "sent" } });
    expect([orders, told("dispatch"), told("measured LateSends")]).toEqual([[], [], []]);
  });

  it("tells nothing of a challenge that is over", async () => {
    const challenge = await opened();
    await storage.challenges.cancel(challenge, START + 10, "not-me");
    expect(await dispatchAt(START + 290)).toEqual(DONE);
    expect(await storage.challenges.read(challenge)).toMatchObject({
      status: "canceled",
      delivery: { state: "queued" },
    });
    expect(told("dispatch")).toEqual([]);
  });
});

describe("a code that was used", () => {
  const approvedBy = async (provider: string) => {
    const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
    await storage.sends.settle(challenge, 1, { state: "sent", provider, messageId: "m-1" }, START + 1);
    orders = [];
    changes.splice(0);
    await storage.challenges.approve(challenge, { by: "verify", now: START + 9, sessionSeconds: 1000 });
    await dispatchAt(START + 10);
    return challenge;
  };

  it("has its provider told, where it asks: by the deliverer of its channel, and at each replay", async () => {
    const { recipientKey, nonce } = await approvedBy("aws-sms");
    const used = { provider: "aws-sms", messageId: "m-1" };
    const order = { recipientKey, nonce, send: 1, channel: "sms", used };
    expect(orders).toEqual([order]);
    await dispatchAt(START + 11);
    expect(orders).toEqual([order, order]);
    expect(told("dispatch")).toEqual([]);
  });

  it("is no word to a provider that does not ask", async () => {
    await approvedBy("sns");
    expect(orders).toEqual([]);
  });

  it("is told once more where wrong guesses are taken back first, which never waits for it", async () => {
    const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
    await storage.sends.settle(
      challenge,
      1,
      { state: "sent", provider: "aws-sms", messageId: "m-2" },
      START + 1,
    );
    await storage.challenges.countWrong(challenge, { by: "guess", now: START + 2 });
    await storage.challenges.approve(challenge, { by: "verify", now: START + 9, sessionSeconds: 1000 });
    await dispatchAt(START + 10);
    expect(orders.flatMap(({ used }) => used ?? [])).toEqual([{ provider: "aws-sms", messageId: "m-2" }]);
    const { recipientKey, nonce } = challenge;
    const item = await tableItems(database.client, TABLE).get(
      `recipient#${recipientKey}`,
      `challenge#${nonce}`,
    );
    expect(item).toMatchObject({ forgiven: true });
  });
});

describe("a session that ends", () => {
  const OFFLINE = "openid offline_access";
  /** A session, and what apps were granted of it: as long as it lasts, and for longer. */
  const signedIn = async (recipientKey = freshKey(), now = START) => {
    const session = await opened({ recipientKey });
    await storage.challenges.approve(session, { by: "verify", now, sessionSeconds: 1000 });
    const of = { recipientKey, sessionNonce: session.nonce, authTime: now };
    const grants = [aGrant(of), aGrant({ ...of, scope: OFFLINE })];
    for (const grant of grants) {
      await storage.grants.keep(grant);
      await storage.grants.give(grant, USE, { by: "app", now: START });
    }
    return { session, grants };
  };
  const statuses = (grants: readonly Grant[]) =>
    Promise.all(grants.map(async (grant) => (await storage.grants.read(grant))?.status));

  it("takes what was granted for as long as it lasts, and no more; once", async () => {
    const { session, grants } = await signedIn();
    const other = await signedIn(session.recipientKey);
    await storage.challenges.end(session, START + 10);
    for (const now of [START + 11, START + 12]) expect(await dispatchAt(now)).toEqual(DONE);
    expect(await statuses(grants)).toEqual(["ended", "given"]);
    expect(await statuses(other.grants)).toEqual(["given", "given"]);
    const recipient = session.recipientKey;
    expect(told("dispatch")).toEqual([{ outcome: "ended-grants", recipient, count: 1, told: 0 }]);
  });

  it('takes everything with "this was not me", also where it had ended before', async () => {
    for (const signedOut of [undefined, START + 10, START + 11]) {
      const { session, grants } = await signedIn();
      const other = await signedIn(session.recipientKey);
      if (signedOut !== undefined) await storage.challenges.end(session, signedOut);
      await storage.challenges.cancel(session, START + 11, "not-me");
      expect(await dispatchAt(START + 12)).toEqual(DONE);
      expect(await statuses(grants)).toEqual(["ended", "ended"]);
      expect(await statuses(other.grants)).toEqual(["given", "given"]);
    }
  });

  it("by a write of the item, as earlier releases' runbook had it, takes everything that was granted until then", async () => {
    const { session, grants } = await signedIn();
    const other = await signedIn(session.recipientKey);
    await tableItems(database.client, TABLE).change(
      `recipient#${session.recipientKey}`,
      `challenge#${session.nonce}`,
      { status: "ended", endedFor: "everywhere", endedAt: START + 10 },
    );
    const later = await signedIn(session.recipientKey, START + 11);
    const { recipientKey } = session;
    const devices = [newDevice(randomBytes, recipientKey).lane, newDevice(randomBytes, recipientKey).lane];
    for (const [i, lane] of devices.entries())
      await storage.devices.open({ recipientKey, lane }, START + 10 + i);
    expect(await dispatchAt(START + 12)).toEqual(DONE);
    expect(await statuses([...grants, ...other.grants])).toEqual(["ended", "ended", "ended", "ended"]);
    expect(await statuses(later.grants)).toEqual(["given", "given"]);
    const known = (await storage.devices.list(recipientKey)).filter(({ isVoid }) => !isVoid);
    expect(known.map(({ lane }) => lane)).toEqual([devices[1]]);
  });

  it("everywhere takes what was granted of all sessions until then, and nothing of a later one", async () => {
    const { session, grants } = await signedIn();
    const other = await signedIn(session.recipientKey);
    await storage.challenges.end(other.session, START + 5);
    await storage.challenges.end(session, START + 10, "everywhere");
    const later = await signedIn(session.recipientKey, START + 11);
    expect(await dispatchAt(START + 12)).toEqual(DONE);
    expect(await statuses([...grants, ...other.grants])).toEqual(["ended", "ended", "ended", "ended"]);
    expect(await statuses(later.grants)).toEqual(["given", "given"]);
  });

  describe("whose app wants to be told", () => {
    const callOf = ({ recipientKey, nonce }: Challenge) => ({
      clientId: USE.clientId,
      sid: sessionId({ recipientKey, nonce }),
      subject: "subject-of-anna",
    });
    beforeEach(() => {
      settings = CALLED;
    });

    it("has one call ordered, also where only a grant is left that outlives it", async () => {
      const { session, grants } = await signedIn();
      await signedIn(session.recipientKey);
      await storage.challenges.end(session, START + 10);
      expect(await dispatchAt(START + 11)).toEqual(DONE);
      expect(calls).toEqual([callOf(session)]);
      expect(await statuses(grants)).toEqual(["ended", "given"]);
    });

    it("has none ordered when the stream brings the end again, or more of why it ended", async () => {
      const { session, grants } = await signedIn();
      await storage.challenges.end(session, START + 10);
      for (const now of [START + 11, START + 12]) expect(await dispatchAt(now)).toEqual(DONE);
      expect(calls).toEqual([callOf(session)]);
      await storage.challenges.cancel(session, START + 20, "not-me");
      for (const now of [START + 21, START + 22]) expect(await dispatchAt(now)).toEqual(DONE);
      expect(calls).toEqual([callOf(session)]);
      expect(await statuses(grants)).toEqual(["ended", "ended"]);
    });

    it("has one ordered where the app had given its grants back, and their items stay as long", async () => {
      const { session, grants } = await signedIn();
      for (const grant of grants) await storage.grants.end(grant, START + 5, { clientId: USE.clientId });
      for (const { id } of grants)
        expect(
          await tableItems(database.client, TABLE).get(`recipient#${session.recipientKey}`, `grant#${id}`),
        ).toMatchObject({ ttl: START + 5 + SESSION_SECONDS });
      await storage.challenges.end(session, START + 10);
      for (const now of [START + 11, START + 12]) expect(await dispatchAt(now)).toEqual(DONE);
      expect(calls).toEqual([callOf(session)]);
      const recipient = session.recipientKey;
      expect(told("dispatch")).toEqual([{ outcome: "ended-grants", recipient, count: 0, told: 1 }]);
    });

    it("has one ordered for each session that ends everywhere", async () => {
      const { session } = await signedIn();
      const other = await signedIn(session.recipientKey);
      await storage.challenges.end(session, START + 10, "everywhere");
      expect(await dispatchAt(START + 11)).toEqual(DONE);
      const sids = (all: readonly { sid: string }[]) => all.map(({ sid }) => sid).sort();
      expect(sids(calls)).toEqual(sids([callOf(session), callOf(other.session)]));
    });

    it("ends nothing while its call cannot be ordered, and orders it with the repetition", async () => {
      const { session, grants } = await signedIn();
      await storage.challenges.end(session, START + 10);
      refuses = true;
      expect((await dispatchAt(START + 11)).batchItemFailures).toHaveLength(1);
      expect(await statuses(grants)).toEqual(["given", "given"]);
      refuses = false;
      expect(await dispatchAt(START + 12)).toEqual(DONE);
      expect(calls).toEqual([callOf(session)]);
    });

    it("has none ordered where no code was exchanged, and none when it merely runs out", async () => {
      const session = await opened({ recipientKey: freshKey() });
      await storage.challenges.approve(session, { by: "verify", now: START, sessionSeconds: 1000 });
      await storage.grants.keep(aGrant({ recipientKey: session.recipientKey, sessionNonce: session.nonce }));
      await storage.challenges.end(session, START + 10);
      const { session: running } = await signedIn();
      changes.push({ before: changes.at(-1)?.after, after: undefined });
      expect(await dispatchAt(START + 11)).toEqual(DONE);
      expect([calls, running.status]).toEqual([[], "pending"]);
    });
  });
});

describe("an approval", () => {
  const failuresOf = async ({ ledgerKey }: Challenge) => {
    const Key = { pk: { S: `recipient#${ledgerKey}` }, sk: { S: "ledger" } };
    const { Item } = await database.client.send(new GetItemCommand({ TableName: TABLE, Key }));
    return Number(Item?.failures?.N);
  };
  const RULES = { forgetSeconds: 30 * 86_400 };
  const guessWrong = async (challenge: Challenge, now: number) => {
    const write = { by: `guess at ${now}`, now };
    await storage.challenges.countWrong(challenge, write);
    await storage.ledgers.countFailure(ledgerOf(challenge), RULES, write);
  };
  const approve = (challenge: Challenge) =>
    storage.challenges.approve(challenge, { by: "verify", now: START + 20, sessionSeconds: 60 });

  it("takes back the wrong guesses of its own challenge, hours later too, and no other", async () => {
    const challenge = await opened();
    for (let i = 0; i < 5; i++)
      await storage.ledgers.countFailure(ledgerOf(challenge), RULES, { by: `stranger ${i}`, now: START });
    await guessWrong(challenge, START + 1);
    await guessWrong(challenge, START + 2);
    await approve(challenge);
    expect(await failuresOf(challenge)).toBe(7);
    expect(await dispatchAt(START + 40_000)).toEqual(DONE);
    expect(await failuresOf(challenge)).toBe(5);
  });

  it("takes them back once, however often its record comes", async () => {
    const challenge = await opened();
    await guessWrong(challenge, START + 1);
    await approve(challenge);
    for (let i = 0; i < 3; i++) expect(await dispatchAt(START + 30 + i)).toEqual(DONE);
    expect(await failuresOf(challenge)).toBe(0);
    await storage.ledgers.countFailure(ledgerOf(challenge), RULES, { by: "later", now: START + 60 });
    expect(await dispatchAt(START + 61)).toEqual(DONE);
    expect(await failuresOf(challenge)).toBe(1);
  });

  it("whose mark was set when the process died leaves the count, which is the safe side", async () => {
    const challenge = await opened();
    await guessWrong(challenge, START + 1);
    await approve(challenge);
    expect(await storage.challenges.forgive(challenge)).toBe(true);
    expect(await dispatchAt(START + 30)).toEqual(DONE);
    expect(await failuresOf(challenge)).toBe(1);
  });

  it("at the first guess asks for nothing", async () => {
    const challenge = await opened();
    await approve(challenge);
    expect(await dispatchAt(START + 30)).toEqual(DONE);
    expect(await storage.challenges.forgive(challenge)).toBe(true);
  });

  it("is what is forgiven: a challenge that is still open is not", async () => {
    expect(await storage.challenges.forgive(await opened())).toBe(false);
    expect(await storage.challenges.forgive(aChallenge())).toBe(false);
  });
});
