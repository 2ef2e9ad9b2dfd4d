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
import { receiversOf } from "../functions/flows/list-deliveries.ts";
import { sqsEvents } from "../functions/outbound/event-queue.ts";
import type { EventOrder } from "../functions/outbound/port.ts";
import { enabledChannels, type Settings, tellsEvents } from "../functions/settings.ts";
import { dynamoClient, dynamoStorage } from "../functions/storage/dynamodb/storage.ts";
import type { Stores } from "../functions/storage/port.ts";
import { EVENTS_FAILED } from "../lib/constructs/events-failed.ts";
import { parseStage, tableNameOf } from "../lib/stage-config.ts";
import { placeOfStage, readStages } from "./stages.ts";

const USAGE = `Sends the codes that could not be delivered and are still worth it, and events that were not taken, and drops the rest of the
dead letters.

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
  readonly deadUrl: string;
  readonly dryRun: boolean;
  readonly judge: (message: Message) => Promise<keyof Counts>;
  /** Puts what is worth it on its queue again. */
  readonly enqueue: (messages: readonly Message[]) => Promise<void>;
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
  const client = new SQSClient(placeOfStage(config));
  const storage = dynamoStorage(dynamoClient(placeOfStage(config)), {
    tableName: tableNameOf(stage, config),
    retentionSeconds: config.settings.retentionSeconds,
  });
  const redriveOf = async (
    name: string,
    dead: string,
    of: (queueUrl: string) => Pick<Place, "judge" | "enqueue">,
  ) => {
    const queue = `latchkey-${stage}-${name}`;
    const [queueUrl, deadUrl] = await Promise.all([
      urlOf(client, queue),
      urlOf(client, `latchkey-${stage}-${dead}`),
    ]);
    const counts = await redrive({ client, deadUrl, dryRun, ...of(queueUrl) });
    const [send, drop] = dryRun ? ["would be sent", "would be dropped"] : ["sent again", "dropped"];
    const left = counts.unreadable > 0 ? `, ${counts.unreadable} left that cannot be read` : "";
    console.log(`${name}: ${counts.sent} ${send}, ${counts.dropped} ${drop}${left}`);
  };
  for (const channel of enabledChannels(config.settings))
    await redriveOf(channel, `${channel}-undelivered`, (url) => sends(client, storage, channel, url));
  if (tellsEvents(config.settings))
    await redriveOf("events", EVENTS_FAILED, (url) => events(client, config.settings, url));
}

/** The sends of a channel. */
function sends(
  client: SQSClient,
  storage: Stores<{ challenges: "read" }>,
  channel: Channel,
  queueUrl: string,
): Pick<Place, "judge" | "enqueue"> {
  return {
    judge: (message) => judge(storage, message),
    enqueue: (messages) =>
      sqsQueue(client, { [channel]: queueUrl }).enqueue(
        channel,
        messages.flatMap((message) => readOrder(message) ?? []),
      ),
  };
}

/** Events that a receiver did not take: worth it as long as there is such a receiver. */
function events(
  client: SQSClient,
  settings: Pick<Settings, "events">,
  queueUrl: string,
): Pick<Place, "judge" | "enqueue"> {
  const receivers = receiversOf(settings);
  return {
    judge(message) {
      const order = readEventOrder(message);
      if (!order) return Promise.resolve("unreadable");
      return Promise.resolve(receivers.includes(order.receiver) ? "sent" : "dropped");
    },
    enqueue: (messages) =>
      sqsEvents(client, queueUrl).order(messages.flatMap((message) => readEventOrder(message) ?? [])),
  };
}

function readEventOrder({ Body = "" }: Message): EventOrder | undefined {
  try {
    const order = JSON.parse(Body) as Partial<EventOrder> | null;
    const { receiver, event } = order ?? {};
    const whole =
      typeof receiver === "string" && typeof event?.id === "string" && typeof event.type === "string";
    return whole ? (order as EventOrder) : undefined;
  } catch {
    return undefined;
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
      messages.map(async (message) => ({ message, verdict: await place.judge(message) })),
    );
    for (const { verdict } of sorted) counts[verdict] += 1;
    const over = sorted.filter(({ verdict }) => verdict !== "unreadable" && !place.dryRun);
    kept.push(...sorted.filter((one) => !over.includes(one)).map(({ message }) => message));
    // Queued first: what breaks off between the two is sent twice at most, with the same code or id.
    await place.enqueue(over.filter(({ verdict }) => verdict === "sent").map(({ message }) => message));
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

async function judge(storage: Stores<{ challenges: "read" }>, message: Message): Promise<keyof Counts> {
  const order = readOrder(message);
  if (!order) return "unreadable";
  // Its deliverer drops one that was sent, or is too old.
  if (order.notice) return "sent";
  const { recipientKey, nonce, send } = order;
  const challenge = await storage.challenges.read({ recipientKey: recipientKey as RecipientKey, nonce });
  return worthSending(challenge, send) ? "sent" : "dropped";
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
