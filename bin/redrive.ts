import { parseArgs } from "node:util";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SendOrder } from "../functions/delivery/port.ts";
import { sqsQueue } from "../functions/delivery/sqs.ts";
import { type Challenge, LEAST_LIFE_SECONDS } from "../functions/domain/challenge.ts";
import type { Channel } from "../functions/domain/channel.ts";
import type { RecipientKey } from "../functions/domain/recipient.ts";
import { enabledChannels } from "../functions/settings.ts";
import { dynamoClient, dynamoStorage } from "../functions/storage/dynamodb/storage.ts";
import type { Stores } from "../functions/storage/port.ts";
import { parseStage, tableNameOf } from "../lib/stage-config.ts";
import { readStages } from "./stages.ts";

const USAGE = `Sends the codes that could not be delivered and are still worth it, and drops the rest of the dead letters.

  npm run redrive -- --stage prod              with your AWS credentials
  npm run redrive -- --stage prod --dry-run    only counts`;

/** What SQS hands out in one call. */
const BATCH = 10;

/** Long enough to handle a batch; what a run that broke off had in its hands comes back after it. In seconds. */
const HIDDEN_SECONDS = 120;

interface Counts {
  sent: number;
  dropped: number;
  /** Not ours: left where they are, so that the operator can look at them. */
  unreadable: number;
}

interface Place {
  readonly client: SQSClient;
  readonly storage: Stores<{ challenges: "read" }>;
  readonly channel: Channel;
  readonly queueUrl: string;
  readonly deadUrl: string;
  readonly dryRun: boolean;
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { stage, dryRun } = readArguments();
  const config = parseStage(readStages(), stage);
  const client = new SQSClient({});
  const storage = dynamoStorage(dynamoClient(), {
    tableName: tableNameOf(stage, config),
    retentionSeconds: config.settings.retentionSeconds,
  });
  for (const channel of enabledChannels(config.settings)) {
    const name = `latchkey-${stage}-${channel}`;
    const [queueUrl, deadUrl] = await Promise.all([
      urlOf(client, name),
      urlOf(client, `${name}-undelivered`),
    ]);
    const counts = await redrive({ client, storage, channel, queueUrl, deadUrl, dryRun });
    const [send, drop] = dryRun ? ["would be sent", "would be dropped"] : ["sent again", "dropped"];
    const left = counts.unreadable > 0 ? `, ${counts.unreadable} left that cannot be read` : "";
    console.log(`${channel}: ${counts.sent} ${send}, ${counts.dropped} ${drop}${left}`);
  }
}

function readArguments() {
  try {
    const options = { stage: { type: "string" }, "dry-run": { type: "boolean", default: false } } as const;
    const { stage, "dry-run": dryRun } = parseArgs({ options }).values;
    if (stage !== undefined) return { stage, dryRun };
  } catch {
    // What is not known is answered by what is.
  }
  throw new Error(USAGE);
}

async function urlOf(client: SQSClient, QueueName: string): Promise<string> {
  const found = await client.send(new GetQueueUrlCommand({ QueueName })).catch((error: unknown) => {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  });
  if (found?.QueueUrl === undefined)
    throw new Error(`There is no queue ${QueueName} in this account and region.`);
  return found.QueueUrl;
}

/** Takes batch after batch until the queue has no more to give; what was taken stays hidden meanwhile. */
async function redrive(place: Place): Promise<Counts> {
  const counts: Counts = { sent: 0, dropped: 0, unreadable: 0 };
  const kept: Message[] = [];
  for (;;) {
    const messages = await receive(place);
    if (messages.length === 0) break;
    const sorted = await Promise.all(
      messages.map(async (message) => ({
        message,
        order: readOrder(message),
        ...(await judge(place, message)),
      })),
    );
    const again = sorted.flatMap(({ verdict, order }) => (verdict === "sent" && order ? [order] : []));
    for (const { verdict } of sorted) counts[verdict] += 1;
    const over = sorted.filter(({ verdict }) => verdict !== "unreadable" && !place.dryRun);
    kept.push(...sorted.filter((one) => !over.includes(one)).map(({ message }) => message));
    // Queued first: what breaks off between the two is sent twice at most, with the same code.
    if (!place.dryRun)
      await sqsQueue(place.client, { [place.channel]: place.queueUrl }).enqueue(place.channel, again);
    await remove(
      place,
      over.map(({ message }) => message),
    );
  }
  await putBack(place, kept);
  return counts;
}

async function receive({ client, deadUrl }: Place): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: deadUrl,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: HIDDEN_SECONDS,
      // A short poll asks a few of the queue's servers only, and may miss what the others hold.
      WaitTimeSeconds: 1,
    }),
  );
  return Messages;
}

function readOrder({ Body = "" }: Message): SendOrder | undefined {
  try {
    const order = JSON.parse(Body) as Partial<SendOrder> | null;
    const { recipientKey, nonce, send } = order ?? {};
    const whole = typeof recipientKey === "string" && typeof nonce === "string" && typeof send === "number";
    return whole ? (order as SendOrder) : undefined;
  } catch {
    return undefined;
  }
}

async function judge({ storage }: Place, message: Message): Promise<{ readonly verdict: keyof Counts }> {
  const order = readOrder(message);
  if (!order) return { verdict: "unreadable" };
  // Its deliverer drops one that was sent, or is too old.
  if (order.notice) return { verdict: "sent" };
  const { recipientKey, nonce, send } = order;
  const challenge = await storage.challenges.read({ recipientKey: recipientKey as RecipientKey, nonce });
  return { verdict: worthSending(challenge, send) ? "sent" : "dropped" };
}

/** Whether a deliverer would still send it. */
function worthSending(challenge: Challenge | undefined, send: number): boolean {
  return (
    challenge?.status === "pending" &&
    !challenge.decoy &&
    challenge.doneSend < send &&
    challenge.expiresAt - Date.now() / 1000 > LEAST_LIFE_SECONDS
  );
}

async function remove({ client, deadUrl }: Place, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: deadUrl, Entries }));
  if (Failed.length > 0)
    throw new Error(`The queue kept ${Failed.length} messages: ${Failed[0]?.Code ?? ""}`);
}

async function putBack({ client, deadUrl }: Place, messages: readonly Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    const Entries = messages
      .slice(start, start + BATCH)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadUrl, Entries }));
  }
}
