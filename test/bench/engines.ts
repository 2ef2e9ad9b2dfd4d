import { createTable, localClient } from "../../bin/local/database.ts";
import { dynamoDbLocalIsHere, startDynamoDbLocal } from "../support/dynamodb-local.ts";
import { start } from "./child.ts";

/** The tables of the servers under test; their keys are the same. */
export const TABLES = { ours: "latchkey-bench", floor: "floor-bench" } as const;

/** A DynamoDB on this machine with the tables made. */
export interface Engine {
  readonly name: string;
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** An engine to start, or why it is not to be had here. */
export interface EngineChoice {
  readonly name: string;
  readonly missing?: string;
  start(): Promise<Engine>;
}

/** The engines that can be measured here. */
export function engines(): readonly EngineChoice[] {
  const missing = "DYNAMODB_LOCAL does not name a folder with DynamoDBLocal.jar";
  return [
    { name: "dynalite", start: startDynalite },
    { name: "DynamoDB Local", ...(!dynamoDbLocalIsHere && { missing }), start: startAwsEngine },
  ];
}

async function startDynalite(): Promise<Engine> {
  const { ready, stop } = await start<{ endpoint: string }>("database.ts");
  await makeTables(ready.endpoint);
  return { name: "dynalite", endpoint: ready.endpoint, stop };
}

async function startAwsEngine(): Promise<Engine> {
  const { endpoint, stop } = await startDynamoDbLocal();
  await makeTables(endpoint);
  return { name: "DynamoDB Local", endpoint, stop };
}

async function makeTables(endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const table of Object.values(TABLES)) await createTable(client, table);
  client.destroy();
}
