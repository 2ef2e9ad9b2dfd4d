import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTable, localClient } from "../../bin/local/database.ts";
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

const JAR = "DynamoDBLocal.jar";
const START_TRIES = 150;

/** @param folder where DynamoDBLocal.jar and DynamoDBLocal_lib are */
export function engines(folder: string | undefined): readonly EngineChoice[] {
  return [
    { name: "dynalite", start: startDynalite },
    {
      name: "DynamoDB Local",
      ...missing(folder),
      start: () => startDynamoDbLocal(folder ?? ""),
    },
  ];
}

function missing(folder: string | undefined): { missing: string } | undefined {
  if (folder === undefined) return { missing: `DYNAMODB_LOCAL does not name the folder of ${JAR}` };
  if (!existsSync(join(folder, JAR)))
    return { missing: `there is no ${JAR} in the folder of DYNAMODB_LOCAL` };
  return spawnSync("java", ["-version"]).error ? { missing: "there is no Java" } : undefined;
}

async function startDynalite(): Promise<Engine> {
  const { ready, stop } = await start<{ endpoint: string }>("database.ts");
  await makeTables(ready.endpoint);
  return { name: "dynalite", endpoint: ready.endpoint, stop };
}

async function startDynamoDbLocal(folder: string): Promise<Engine> {
  const port = await freePort();
  const options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", String(port)];
  const child = spawn(
    "java",
    ["-Xmx1g", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", JAR, ...options],
    { cwd: folder, stdio: "ignore" },
  );
  const exited = once(child, "exit");
  const kill = () => child.kill();
  process.once("exit", kill);
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 1; !(await answers(endpoint)); tries++) {
    if (tries > START_TRIES || child.exitCode !== null) throw new Error("DynamoDB Local does not start");
    await sleep(100);
  }
  await makeTables(endpoint);
  return {
    name: "DynamoDB Local",
    endpoint,
    async stop() {
      process.off("exit", kill);
      kill();
      await exited;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

async function makeTables(endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const table of Object.values(TABLES)) await createTable(client, table);
  client.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
