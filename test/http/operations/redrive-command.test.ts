import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createTable, type Database } from "../../../bin/local/database.ts";
import type { SendOrder } from "../../../functions/delivery/port.ts";
import type { Challenge } from "../../../functions/domain/challenge.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { aChallenge } from "../../support/challenge.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestDatabase } from "../../support/start-database.ts";
import { startServer } from "../../support/start-server.ts";
import { md5 } from "../../unit/aws-endpoint.ts";

/** Each run of the command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(120_000);

interface Fields {
  readonly QueueName?: string;
  readonly QueueUrl?: string;
  readonly Entries?: readonly {
    readonly Id: string;
    readonly MessageBody?: string;
    readonly ReceiptHandle?: string;
  }[];
}

/** The messages of each queue by their receipt, as SQS holds them; a hidden one is given to no reader. */
const queues = new Map<string, Map<string, { readonly body: string; hidden: boolean }>>();
const queueOf = (url = "") => queues.get(url.split("/").at(-1) ?? "") ?? new Map<string, never>();
const bodiesOf = (name: string) => [...(queues.get(name) ?? new Map())].map(([, { body }]) => body as string);

/** The actions of SQS that the command needs. */
const actions: Record<string, (fields: Fields) => object> = {
  GetQueueUrl: ({ QueueName = "" }) =>
    queues.has(QueueName)
      ? { QueueUrl: `${endpoint}/111122223333/${QueueName}` }
      : { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no" },
  ReceiveMessage: ({ QueueUrl }) => {
    const free = [...queueOf(QueueUrl)].filter(([, { hidden }]) => !hidden).slice(0, 10);
    for (const [, message] of free) message.hidden = true;
    return {
      Messages: free.map(([receipt, { body }]) => ({
        MessageId: receipt,
        ReceiptHandle: receipt,
        Body: body,
        MD5OfBody: md5(body),
      })),
    };
  },
  SendMessageBatch: ({ QueueUrl, Entries = [] }) => {
    for (const { MessageBody = "" } of Entries) put(QueueUrl, MessageBody);
    return {
      Successful: Entries.map(({ Id, MessageBody = "" }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: md5(MessageBody),
      })),
    };
  },
  DeleteMessageBatch: ({ QueueUrl, Entries = [] }) => {
    for (const { ReceiptHandle = "" } of Entries) queueOf(QueueUrl).delete(ReceiptHandle);
    return { Successful: Entries.map(({ Id }) => ({ Id })) };
  },
  ChangeMessageVisibilityBatch: ({ QueueUrl, Entries = [] }) => {
    for (const { ReceiptHandle = "" } of Entries) {
      const message = queueOf(QueueUrl).get(ReceiptHandle);
      if (message) message.hidden = false;
    }
    return { Successful: Entries.map(({ Id }) => ({ Id })) };
  },
};

function put(queue: string | undefined, body: string): void {
  queues.get(queue?.split("/").at(-1) ?? "")?.set(randomUUID(), { body, hidden: false });
}

const listener: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const sent = Buffer.concat(chunks).toString();
    if (request.url?.startsWith("/2015-03-31/functions/latchkey-prod-record-receipt/invocations") === true) {
      const fails = sent.includes("out of reach");
      response.writeHead(200, fails ? { "x-amz-function-error": "Unhandled" } : {}).end("null");
      return;
    }
    const action = String(request.headers["x-amz-target"]).replace("AmazonSQS.", "");
    const answer = actions[action]?.(JSON.parse(sent) as Fields) ?? {};
    response.writeHead("__type" in answer ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer));
  });
};

let endpoint: string;

let database: Database;
beforeAll(async () => {
  endpoint = (await startServer("the queues", listener)).url;
  database = await startTestDatabase();
  await createTable(database.client, "latchkey-prod");
});
beforeEach(() => {
  queues.clear();
  for (const channel of ["email", "sms"])
    for (const name of [channel, `${channel}-undelivered`]) queues.set(`latchkey-prod-${name}`, new Map());
  queues.set("latchkey-prod-record-receipt-failed", new Map());
});

const redrive = (...args: string[]) => redriveWith({}, ...args);

function redriveWith(more: Readonly<Record<string, string>>, ...args: string[]) {
  const env = {
    ...more,
    PATH: process.env.PATH,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
  };
  const script = join(import.meta.dirname, "../../../bin/redrive.ts");
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

/** A dead letter of a challenge that the table holds like this. */
async function deadLetter(over: Partial<Challenge> = {}, send = 1): Promise<SendOrder> {
  const now = Math.floor(Date.now() / 1000);
  const challenge = aChallenge({ issuedAt: now - 100, expiresAt: now + 200, ...over });
  await dynamoStorage(database.client, { tableName: "latchkey-prod", retentionSeconds: 0 }).challenges.open(
    challenge,
  );
  const { recipientKey, nonce, channel } = challenge;
  const order = { recipientKey, nonce, send, channel };
  put(`latchkey-prod-${channel}-undelivered`, JSON.stringify(order));
  return order;
}

describe("redrive of a deployed stage", () => {
  const now = () => Math.floor(Date.now() / 1000);

  it("sends what is still worth it, drops the rest, and tells no more than how many", async () => {
    const worth: SendOrder[] = [];
    for (let i = 0; i < 12; i++) worth.push(await deadLetter());
    await deadLetter({ expiresAt: now() + 29 });
    await deadLetter({ doneSend: 1 });
    await deadLetter({ status: "canceled" });
    await deadLetter({ decoy: true });
    const text = await deadLetter({ channel: "sms", address: "+14155550123", doneSend: 1, sends: 2 }, 2);
    put("latchkey-prod-sms-undelivered", JSON.stringify({ ...text, nonce: "AAAAAAAAAAAAAAAAAAAAAA" }));

    const { code, stdout, stderr } = await redrive("--stage", "prod");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      "email: 12 sent again, 4 dropped\nsms: 1 sent again, 1 dropped\nreceipts: 0 sent again, 0 dropped\n",
    );
    const queued = bodiesOf("latchkey-prod-email").map((body) => JSON.parse(body) as SendOrder);
    expect(queued).toHaveLength(12);
    expect(queued).toEqual(expect.arrayContaining(worth));
    expect(bodiesOf("latchkey-prod-sms")).toEqual([JSON.stringify(text)]);
    expect(bodiesOf("latchkey-prod-email-undelivered")).toEqual([]);
    expect(bodiesOf("latchkey-prod-sms-undelivered")).toEqual([]);
  });

  it("only counts when it is told to, and hides nothing", async () => {
    await deadLetter();
    await deadLetter({ status: "canceled" });
    const { stdout } = await redrive("--stage", "prod", "--dry-run");
    expect(stdout).toBe(
      "email: 1 would be sent, 1 would be dropped\nsms: 0 would be sent, 0 would be dropped\nreceipts: 0 would be sent, 0 would be dropped\n",
    );
    expect(bodiesOf("latchkey-prod-email")).toEqual([]);
    const held = [...(queues.get("latchkey-prod-email-undelivered") ?? [])];
    expect(held.map(([, { hidden }]) => hidden)).toEqual([false, false]);
  });

  it("leaves what it cannot read, so that the operator can look at it", async () => {
    put("latchkey-prod-email-undelivered", "{");
    const { stdout } = await redrive("--stage", "prod");
    expect(stdout).toContain("email: 0 sent again, 0 dropped, 1 left that cannot be read\n");
    expect(bodiesOf("latchkey-prod-email-undelivered")).toEqual(["{"]);
  });

  it("hands reports back to their function, and says that one failed there again", async () => {
    const letter = (data: string) => JSON.stringify({ requestPayload: { awslogs: { data } } });
    for (const body of [letter("taken"), letter("out of reach"), "{"])
      put("latchkey-prod-record-receipt-failed", body);
    const { code, stdout } = await redrive("--stage", "prod");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "receipts: 1 sent again, 0 dropped, 1 left that cannot be read, 1 left that failed again: mend the fault first\n",
    );
    const left = [...(queues.get("latchkey-prod-record-receipt-failed") ?? new Map())];
    expect(left.map(([, one]) => one as object)).toEqual([
      { body: letter("out of reach"), hidden: false },
      { body: "{", hidden: false },
    ]);
  });

  it("says what it takes, and which queue there is not", async () => {
    expect((await redrive()).stderr).toContain("npm run redrive -- --stage prod --dry-run");
    queues.delete("latchkey-prod-sms-undelivered");
    const { code, stderr } = await redrive("--stage", "prod");
    expect([code, stderr]).toEqual([
      1,
      "There is no queue latchkey-prod-sms-undelivered in this account and region.\n",
    ]);
  });

  it("tells events again that were not taken, under the same ids, and drops those whose receiver is gone", async () => {
    const file = join(temporaryFolder(), "stages.json");
    const channels = { email: { providers: ["ses"] }, sms: { enabled: false } };
    const webhooks = [{ id: "billing", url: "https://billing.example/events" }];
    const prod = { alarmEmail: "ops@example.com", settings: { channels, events: { webhooks } } };
    await writeFile(file, JSON.stringify({ prod }));
    for (const name of ["events", "events-failed"]) queues.set(`latchkey-prod-${name}`, new Map());
    const letter = (receiver: string, id: string) =>
      JSON.stringify({ receiver, event: { id, type: "test.sent" } });
    put("latchkey-prod-events-failed", letter("billing", "evt_1"));
    put("latchkey-prod-events-failed", letter("gone", "evt_2"));
    put("latchkey-prod-events-failed", "nonsense");
    const { stdout, stderr } = await redriveWith({ LATCHKEY_STAGES: file }, "--stage", "prod");
    expect(stderr).toBe("");
    expect(stdout).toContain("events: 1 sent again, 1 dropped, 1 left that cannot be read\n");
    expect(bodiesOf("latchkey-prod-events")).toEqual([letter("billing", "evt_1")]);
    expect(bodiesOf("latchkey-prod-events-failed")).toEqual(["nonsense"]);
  });
});
