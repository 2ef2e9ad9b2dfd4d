import { parseArgs } from "node:util";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueUrlCommand, type Message, QueueDoesNotExist, SQSClient } from "@aws-sdk/client-sqs";
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
import { RECEIPTS_FAILED } from "../lib/constructs/receipts-failed.ts";
import { functionNameOf } from "../lib/function-names.ts";
import { readsReceipts } from "../lib/sends-through.ts";
import { parseStage, tableNameOf } from "../lib/stage-config.ts";
import { type LetterCounts, type DeadLetters, redrive } from "./redrive/dead-letters.ts";
import { receipts } from "./redrive/receipts.ts";
import { placeOfStage, readStages } from "./stages.ts";

const USAGE = `Sends the codes that could not be delivered and are still worth it, events that were not taken, and reports of providers
that were not written down; drops the rest of the dead letters.

  npm run redrive -- --stage prod              with your AWS credentials
  npm run redrive -- --stage prod --dry-run    only counts`;

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
  const redriveOf = async (name: string, dead: string, how: Pick<DeadLetters, "judge" | "handOn">) => {
    const deadUrl = await urlOf(client, `latchkey-${stage}-${dead}`);
    const counts = await redrive({ client, deadUrl, dryRun, ...how });
    console.log(`${name}: ${words(counts, dryRun)}`);
    if (counts.refused > 0) process.exitCode = 1;
  };
  const queueOf = (name: string) => urlOf(client, `latchkey-${stage}-${name}`);
  for (const channel of enabledChannels(config.settings)) {
    const url = await queueOf(channel);
    await redriveOf(channel, `${channel}-undelivered`, sends(client, storage, channel, url));
  }
  if (tellsEvents(config.settings))
    await redriveOf("events", EVENTS_FAILED, events(client, config.settings, await queueOf("events")));
  if (readsReceipts(config)) {
    const lambda = new LambdaClient(placeOfStage(config));
    await redriveOf("receipts", RECEIPTS_FAILED, receipts(lambda, functionNameOf(stage, "record-receipt")));
  }
}

function words({ sent, dropped, unreadable, refused }: LetterCounts, dryRun: boolean): string {
  const [send, drop] = dryRun ? ["would be sent", "would be dropped"] : ["sent again", "dropped"];
  return [
    `${sent} ${send}, ${dropped} ${drop}`,
    ...(unreadable > 0 ? [`${unreadable} left that cannot be read`] : []),
    ...(refused > 0 ? [`${refused} left that failed again: mend the fault first`] : []),
  ].join(", ");
}

/** The sends of a channel. */
function sends(
  client: SQSClient,
  storage: Stores<{ challenges: "read" }>,
  channel: Channel,
  queueUrl: string,
): Pick<DeadLetters, "judge" | "handOn"> {
  return {
    judge: (message) => judge(storage, message),
    async handOn(messages) {
      const orders = messages.flatMap((message) => readOrder(message) ?? []);
      await sqsQueue(client, { [channel]: queueUrl }).enqueue(channel, orders);
      return [];
    },
  };
}

/** Events that a receiver did not take: worth it as long as there is such a receiver. */
function events(
  client: SQSClient,
  settings: Pick<Settings, "events">,
  queueUrl: string,
): Pick<DeadLetters, "judge" | "handOn"> {
  const receivers = receiversOf(settings);
  return {
    judge(message) {
      const order = readEventOrder(message);
      if (!order) return Promise.resolve("unreadable");
      return Promise.resolve(receivers.includes(order.receiver) ? "sent" : "dropped");
    },
    async handOn(messages) {
      await sqsEvents(client, queueUrl).order(messages.flatMap((message) => readEventOrder(message) ?? []));
      return [];
    },
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

async function judge(
  storage: Stores<{ challenges: "read" }>,
  message: Message,
): ReturnType<DeadLetters["judge"]> {
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
