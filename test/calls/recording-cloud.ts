import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { createTable, type Database, type ItemChange } from "../../bin/local/database.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import type { SecretVersion } from "../support/secret-versions.ts";
import { startServer } from "../support/start-server.ts";
import { startTestDatabase } from "../support/start-database.ts";
import {
  type Asked,
  type CloudAnswer,
  answers,
  type CloudState,
  partitionsOf,
  resourcesOf,
} from "./cloud-answers.ts";

/** Stands before a partition in what a caller did. */
export const PARTITIONS = "items of ";

/** AWS as the functions see it: an endpoint that answers for every service, and remembers who asked for what. */
export interface RecordingCloud extends CloudState {
  readonly endpoint: string;
  /** The table itself, beside the calls that are recorded. */
  readonly storage: Storage;
  /** Every change of the table, in order. */
  readonly changes: ItemChange[];
  /** What each caller did, as `action on resource`; a caller is named by its access key. */
  readonly calls: ReadonlyMap<string, ReadonlySet<string>>;
  /** Has the next calls of an action fail. */
  fail(action: string, times: number): void;
}

/**
 * @param tableName the one table that there is
 * @param secretNames the secrets that there are, without values
 */
export async function startRecordingCloud(
  tableName: string,
  secretNames: readonly string[],
): Promise<RecordingCloud> {
  const changes: ItemChange[] = [];
  const database = await startTestDatabase((change) => void changes.push(change));
  await createTable(database.client, tableName);
  const calls = new Map<string, Set<string>>();
  const failing = new Map<string, number>();
  const state: CloudState = {
    secrets: new Map(secretNames.map((name) => [name, new Map<string, SecretVersion>()])),
    queues: new Map(),
    messages: [],
    smsAttributes: new Map(),
    put: [],
  };

  const answer = async (incoming: IncomingMessage): Promise<CloudAnswer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    // A presigned address of S3, where a custom resource leaves its answer: the address is the permission.
    if (incoming.method === "PUT") {
      state.put.push(body.toString());
      return { status: 200, type: "text/plain", body: "" };
    }
    const asked = readCall(incoming, body.toString());
    const made = calls.get(asked.caller) ?? new Set();
    calls.set(asked.caller, made);
    for (const resource of resourcesOf(asked)) made.add(`${asked.action} on ${resource}`);
    for (const partition of partitionsOf(asked)) made.add(`${PARTITIONS}${partition}`);
    const failures = failing.get(asked.action) ?? 0;
    failing.set(asked.action, failures - 1);
    if (failures > 0) return { status: 503, type: "text/plain", body: "" };
    if (asked.action.startsWith("dynamodb:")) return askDatabase(database, incoming, body);
    const known = answers[asked.action];
    if (!known) throw new Error(`${asked.caller} calls ${asked.action}, which nobody here answers`);
    return known(asked, state);
  };

  const { url } = await startServer("the stand-in for AWS", (incoming, outgoing) => {
    answer(incoming)
      .catch((error: unknown) => ({ status: 400, type: "text/plain", body: String(error) }))
      .then(({ status, type, body }) => outgoing.writeHead(status, { "content-type": type }).end(body))
      .catch(() => outgoing.destroy());
  });
  return {
    ...state,
    endpoint: url,
    storage: dynamoStorage(database.client, { tableName, retentionSeconds: 0 }),
    changes,
    calls,
    fail: (action, times) => void failing.set(action, times),
  };
}

/** Reads who calls which action: the signature names key and service, a header or a field of the form the action. */
function readCall(incoming: IncomingMessage, body: string): Asked {
  const [, caller = "", service = ""] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(incoming.headers.authorization ?? "") ?? [];
  const target = incoming.headers["x-amz-target"];
  const fields = (
    typeof target === "string" ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
  ) as Readonly<Record<string, unknown>>;
  const name = typeof target === "string" ? (target.split(".").at(-1) ?? "") : String(fields.Action);
  // A batch is no action of its own: AWS checks the permission for each of its entries.
  return {
    caller,
    fields,
    action: `${service}:${name.replace(/^(SendMessage|ChangeMessageVisibility)Batch$/, "$1")}`,
  };
}

interface Refusable {
  readonly TableName: string;
  readonly Key?: Record<string, never>;
  readonly Item?: Record<string, never>;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** Passes a call on to the embedded engine, and adds what that one lacks: the item that refused a write. */
async function askDatabase(
  database: Database,
  { headers }: IncomingMessage,
  body: Buffer,
): Promise<CloudAnswer> {
  const forwarded = request(database.endpoint, { method: "POST", headers });
  forwarded.end(body);
  const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const status = answer.statusCode ?? 500;
  const type = answer.headers["content-type"] ?? "application/x-amz-json-1.0";
  const { TableName, Key, Item, ReturnValuesOnConditionCheckFailure } = JSON.parse(
    body.toString(),
  ) as Refusable;
  if (!text.includes("ConditionalCheckFailed") || ReturnValuesOnConditionCheckFailure !== "ALL_OLD")
    return { status, type, body: text };
  const { pk, sk } = Key ?? Item ?? {};

  const held = await database.client.send(
    new GetItemCommand({ TableName, Key: { pk, sk } as never, ConsistentRead: true }),
  );
  return {
    status,
    type,
    body: JSON.stringify({ ...(JSON.parse(text) as object), ...(held.Item && { Item: held.Item }) }),
  };
}
