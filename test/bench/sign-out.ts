import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { localEndpoints } from "../../bin/local/endpoints.ts";
import { createTable, startDatabase } from "../../bin/local/database.ts";
import { challengeIdBytes, encodeChallengeId } from "../../functions/domain/challenge-id.ts";
import { logOut } from "../../functions/flows/log-out.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { passcodeOf } from "../support/passcodes.ts";
import { testSettings } from "../support/service.ts";
import { call } from "./cold/call.ts";
import { startStage } from "./cold/stage.ts";
import { median } from "./statistics.ts";

/**
 * How long a sign-out everywhere of a thousand sessions takes, beside a thousand bare updates, as many at the same time, by
 * turns and on engines of the same kind.
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

async function bareUpdates(): Promise<number> {
  const pk = `bare#${++serial}`;
  return time(() =>
    inTurns(SESSIONS, (index) =>
      bare.client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: { pk: { S: pk }, sk: { S: String(index) } },
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
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let round = -1; round < REPETITIONS; round++) {
    const [updates, out] = [await bareUpdates(), await signOut()];
    if (round < 0) continue;
    floor.push(updates);
    ours.push(out);
  }
  const ratio = median(ours) / median(floor);
  console.log(`${SESSIONS} bare updates                 ${median(floor).toFixed(0)} ms`);
  console.log(
    `sign-out of ${SESSIONS} sessions        ${median(ours).toFixed(0)} ms, ${ratio.toFixed(2)} times   goal ${GOAL}: ${ratio <= GOAL ? "met" : "NOT MET"}`,
  );
} finally {
  await stage.close();
  await bare.close();
}
