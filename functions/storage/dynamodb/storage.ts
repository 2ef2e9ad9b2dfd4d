import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { Storage } from "../port.ts";
import { attackStore } from "./attacks.ts";
import { auditStore } from "./audit.ts";
import { breakerStore } from "./breaker.ts";
import { challengeStore } from "./challenges.ts";
import { deliveryStore } from "./deliveries.ts";
import { deviceStore } from "./devices.ts";
import { eventStore } from "./events.ts";
import { factorStore } from "./factors.ts";
import { grantStore } from "./grants.ts";
import { customerStore } from "./customers.ts";
import { idempotencyStore } from "./idempotency.ts";
import { ledgerStore } from "./ledgers.ts";
import { liveSettingsStore } from "./live-settings.ts";
import { messageStore } from "./messages.ts";
import { noticeStore } from "./notices.ts";
import { originStore } from "./origins.ts";
import { Sha256 } from "./sha256.ts";
import { passkeyStore } from "./passkeys.ts";
import { personStore } from "./persons.ts";
import { pushStore } from "./pushes.ts";
import { receiptStore } from "./receipts.ts";
import { recentStore } from "./recents.ts";
import { sendStore } from "./sends.ts";
import { spendStore } from "./spend.ts";
import { statisticsStore } from "./statistics.ts";
import { suppressionStore } from "./suppressions.ts";
import { table } from "./table.ts";

export interface DynamoStorageOptions {
  readonly tableName: string;
  /** How long a challenge, or an ended grant, stays in the table after it is over. */
  readonly retentionSeconds: number;
  /** How long a session may last, in seconds: a grant that ends before it stays as long, to be told of its end. @default 0 */
  readonly sessionSeconds?: number;
}

/** A request waits for its writes: give up in time to answer, and let the client try again. In milliseconds. */
const PATIENCE = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true };

/** What the client library does for each call and nothing here needs. ADR 13 has what it would cost. */
const NEEDLESS = ["loggerMiddleware", "getUserAgentMiddleware", "recursionDetectionMiddleware"];

export function dynamoClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: PATIENCE,
    sha256: Sha256,
    ...config,
  });
  for (const name of NEEDLESS) client.middlewareStack.remove(name);
  return client;
}

/** Everything that the service keeps, in one DynamoDB table. */
export function dynamoStorage(
  client: DynamoDBClient,
  { tableName, retentionSeconds, sessionSeconds = 0 }: DynamoStorageOptions,
): Storage {
  const opened = table(client, tableName);
  return {
    challenges: challengeStore(opened, retentionSeconds),
    sends: sendStore(opened),
    receipts: receiptStore(opened),
    messages: messageStore(opened),
    suppressions: suppressionStore(opened),
    ledgers: ledgerStore(opened),
    devices: deviceStore(opened),
    origins: originStore(opened),
    spend: spendStore(opened),
    breaker: breakerStore(opened),
    idempotency: idempotencyStore(opened),
    customers: customerStore(opened),
    grants: grantStore(opened, Math.max(retentionSeconds, sessionSeconds)),
    factors: factorStore(opened),
    passkeys: passkeyStore(opened),
    pushes: pushStore(opened),
    notices: noticeStore(opened),
    statistics: statisticsStore(opened),
    recents: recentStore(opened),
    events: eventStore(opened),
    attacks: attackStore(opened),
    liveSettings: liveSettingsStore(opened),
    deliveries: deliveryStore(opened),
    audit: auditStore(opened),
    persons: personStore(opened),
  };
}
