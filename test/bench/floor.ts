import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { derivePasscode } from "../../functions/domain/passcode.ts";
import { serve } from "./child.ts";
import { CODE_LENGTH } from "./flow.ts";
import { TABLES } from "./engines.ts";

// The practical limit: one PutItem to request, one conditional UpdateItem to verify, one GetItem to check the session.
// No limits, no ledger, no signature, no checks of what comes in; the same SDK as it comes.
const client = new DynamoDBClient({
  endpoint: process.argv[2] ?? "",
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

const key = randomBytes(32);
const TTL = 300;
const MAX_ATTEMPTS = 5;

const now = () => Math.floor(Date.now() / 1000);
const keyOf = (id: string) => ({ pk: { S: `challenge#${id}` }, sk: { S: "challenge" } });

async function request({ recipient }: Body): Promise<object> {
  const idBytes = randomBytes(32);
  const challengeId = idBytes.toString("base64url");
  await client.send(
    new PutItemCommand({
      TableName: TABLES.floor,
      Item: {
        ...keyOf(challengeId),
        recipient: { S: recipient ?? "" },
        status: { S: "pending" },
        code: { S: derivePasscode(key, idBytes, { format: "digits", length: CODE_LENGTH }).reveal() },
        attempts: { N: "0" },
        expiresAt: { N: String(now() + TTL) },
      },
    }),
  );
  return { challengeId };
}

async function verify({ challengeId = "", code = "" }: Body): Promise<object> {
  await client.send(
    new UpdateItemCommand({
      TableName: TABLES.floor,
      Key: keyOf(challengeId),
      UpdateExpression: "SET #status = :approved, attempts = attempts + :one",
      ConditionExpression: "#status = :pending AND code = :code AND attempts < :max AND expiresAt > :now",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":approved": { S: "approved" },
        ":pending": { S: "pending" },
        ":code": { S: code },
        ":one": { N: "1" },
        ":max": { N: String(MAX_ATTEMPTS) },
        ":now": { N: String(now()) },
      },
    }),
  );
  return { sessionToken: challengeId };
}

async function session(bearer: string): Promise<object> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: TABLES.floor, Key: keyOf(bearer), ConsistentRead: true }),
  );
  return { active: Item?.status?.S === "approved" };
}

interface Body {
  readonly recipient?: string;
  readonly challengeId?: string;
  readonly code?: string;
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  outgoing.end(text);
}

function handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
  let text = "";
  incoming.setEncoding("utf8");
  incoming.on("data", (chunk: string) => (text += chunk));
  incoming.on("end", () => {
    const { url, headers } = incoming;
    const body = (text === "" ? {} : JSON.parse(text)) as Body;
    const [status, done] =
      url === "/otp/request"
        ? ([202, request(body)] as const)
        : url === "/otp/verify"
          ? ([200, verify(body)] as const)
          : ([200, session(headers.authorization?.slice("Bearer ".length) ?? "")] as const);
    done.then(
      (reply) => answer(outgoing, status, reply),
      (error: unknown) => answer(outgoing, 500, { error: String(error) }),
    );
  });
}

await serve(key, () => handle);
