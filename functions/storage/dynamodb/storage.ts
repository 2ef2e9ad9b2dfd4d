import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { Storage } from "../port.ts";
import { challengeStore } from "./challenges.ts";
import { grantStore } from "./grants.ts";
import { customerStore } from "./customers.ts";
import { idempotencyStore } from "./idempotency.ts";
import { ledgerStore } from "./ledgers.ts";
import { messageStore } from "./messages.ts";
import { originStore } from "./origins.ts";
import { Sha256 } from "./sha256.ts";
import { receiptStore } from "./receipts.ts";
import { sendStore } from "./sends.ts";
import { suppressionStore } from "./suppressions.ts";
import { table } from "./table.ts";

export interface DynamoStorageOptions {
  readonly tableName: string;
  /** How long a challenge stays in the table after it is over. */
  readonly retentionSeconds: number;
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
  { tableName, retentionSeconds }: DynamoStorageOptions,
): Storage {
  const opened = table(client, tableName);
  return {
    challenges: challengeStore(opened, retentionSeconds),
    sends: sendStore(opened),
    receipts: receiptStore(opened),
    messages: messageStore(opened),
    suppressions: suppressionStore(opened),
    ledgers: ledgerStore(opened),
    origins: originStore(opened),
    idempotency: idempotencyStore(opened),
    customers: customerStore(opened),
    grants: grantStore(opened),
  };
}
