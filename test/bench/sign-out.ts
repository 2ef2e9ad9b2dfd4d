import { type AttributeValue, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { localEndpoints } from "../../bin/local/endpoints.ts";
import { createTable, startDatabase } from "../../bin/local/database.ts";
import { allItems } from "../../bin/local/expiry.ts";
import { challengeIdBytes, encodeChallengeId } from "../../functions/domain/challenge-id.ts";
import { logOut } from "../../functions/flows/log-out.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { passcodeOf } from "../support/passcodes.ts";
import { testSettings } from "../support/service.ts";
import { call } from "./cold/call.ts";
import { startStage } from "./cold/stage.ts";
import { median } from "./statistics.ts";

/**
 * How long a sign-out everywhere of a thousand sessions takes, beside a thousand bare updates, as many at the same time, by
 * turns and on engines of the same kind: of new items that hold nothing else, and of items as sessions are.
 */
const SESSIONS = 1000;
const AT_ONCE = 50;
const REPETITIONS = 3;
const GOAL = 1.5;
const TABLE = "bare";

const stage = await startStage();
const services = stage.servicesOf(JSON.stringify(testSettings()));
const bare = await startDatabase(undefined);
await createTable(bare.client, TABLE);
const bareStorage = dynamoStorage(bare.client, { tableName: TABLE, retentionSeconds: 86_400 });

/** @returns the token of one of them */
async function withSessions(): Promise<string> {
  const now = services.clock();
  const recipientKey = freshKey();
  const fresh = {
    recipientKey,
    ledgerKey: recipientKey,
    issuedAt: now,
    expiresAt: now + 300,
    nextSendAt: now,
  };
  const asked = aChallenge(fresh);
  await services.storage.challenges.open(asked);
  const { key, kid } = await services.keys.current("passcode");
  const challengeId = encodeChallengeId(challengeIdBytes({ ...asked, kid }, key));
  const code = await passcodeOf(services, challengeId);
  const event = call("verify-code", { challengeId, code });
  const { body } = await localEndpoints(services)["verify-code"](event, {} as Context);
  const session = { status: "approved", approvedAt: now, sessionEndsAt: now + 3600 } as const;
  await inTurns(SESSIONS - 1, () => services.storage.challenges.open(aChallenge({ ...fresh, ...session })));
  return (JSON.parse(body) as { readonly sessionToken: string }).sessionToken;
}

async function signOut(): Promise<number> {
  const credential = await withSessions();
  return time(() => logOut(services, { credential, all: true }));
}

let serial = 0;

function bareUpdates(): Promise<number> {
  const pk = { S: `bare#${++serial}` };
  return updatesOf(Array.from({ length: SESSIONS }, (_, index) => ({ pk, sk: { S: String(index) } })));
}

/** Of sessions, each of which was opened before. */
async function updatesOfSessions(): Promise<number> {
  const recipientKey = freshKey();
  const now = services.clock();
  const session = { status: "approved", approvedAt: now, sessionEndsAt: now + 3600 } as const;
  const of = { ...session, recipientKey, ledgerKey: recipientKey, issuedAt: now, expiresAt: now + 300 };
  const known = new Set((await allItems(bare.client, TABLE)).map(({ sk }) => sk?.S));
  await inTurns(SESSIONS, () => bareStorage.challenges.open(aChallenge({ ...of, nextSendAt: now })));
  const items = await allItems(bare.client, TABLE);
  return updatesOf(items.flatMap(({ pk, sk }) => (pk && sk && !known.has(sk.S) ? [{ pk, sk }] : [])));
}

function updatesOf(keys: readonly Record<"pk" | "sk", AttributeValue>[]): Promise<number> {
  return time(() =>
    inTurns(keys.length, (index) =>
      bare.client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: keys[index],
          UpdateExpression: "SET endedAt = :now",
          ExpressionAttributeValues: { ":now": { N: "1" } },
        }),
      ),
    ),
  );
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** So many at the same time, and a new one as soon as one is done. */
async function inTurns(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

try {
  const [ours, floor, ofSessions]: [number[], number[], number[]] = [[], [], []];
  for (let round = -1; round < REPETITIONS; round++) {
    const took = [await bareUpdates(), await updatesOfSessions(), await signOut()] as const;
    if (round < 0) continue;
    floor.push(took[0]);
    ofSessions.push(took[1]);
    ours.push(took[2]);
  }
  const ratio = median(ours) / median(floor);
  const say = (what: string, times: readonly number[], more = "") => {
    console.log(`${what.padEnd(40)}${median(times).toFixed(0).padStart(6)} ms${more}`);
  };
  say(`${SESSIONS} bare updates of new items`, floor);
  say(
    `${SESSIONS} bare updates of sessions`,
    ofSessions,
    `, ${(median(ofSessions) / median(floor)).toFixed(2)} times`,
  );
  say(
    `sign-out of ${SESSIONS} sessions`,
    ours,
    `, ${ratio.toFixed(2)} times   goal ${GOAL}: ${ratio <= GOAL ? "met" : "NOT MET"}; ` +
      `${(median(ours) / median(ofSessions)).toFixed(2)} times the updates of sessions`,
  );
} finally {
  await stage.close();
  await bare.close();
}
