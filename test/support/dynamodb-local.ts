import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { localClient } from "../../bin/local/database.ts";
import { freePort } from "./free-port.ts";
import { killLater } from "./kill-later.ts";

/** The folder of AWS's DynamoDB Local, where the developer has put it: it needs Java, which a newcomer may not have. */
const FOLDER = process.env.DYNAMODB_LOCAL ?? "";

export const dynamoDbLocalIsHere = existsSync(join(FOLDER, "DynamoDBLocal.jar"));

/** Starts AWS's own engine. Resolves when it answers. */
export async function startDynamoDbLocal(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const port = await freePort();
  const options = [
    "-Djava.library.path=./DynamoDBLocal_lib",
    "-jar",
    "DynamoDBLocal.jar",
    "-inMemory",
    "-sharedDb",
    "-disableTelemetry",
  ];
  const child = spawn("java", [...options, "-port", String(port)], { cwd: FOLDER, stdio: "ignore" });
  const stop = killLater("DynamoDB Local", child);
  const endpoint = `http://127.0.0.1:${port}`;
  // The client library waits and tries again by itself until the engine listens.
  const client = localClient(endpoint, { maxAttempts: 60 });
  await client.send(new ListTablesCommand({}));
  client.destroy();
  return { endpoint, stop };
}
