import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** What SQS hands out in one call. */
const BATCH = 10;

/** Long enough to handle a batch; what a run that broke off had in its hands comes back after it. In seconds. */
const HIDDEN_SECONDS = 120;

/** What happened to the dead letters of one queue. */
export interface LetterCounts {
  sent: number;
  dropped: number;
  /** Not ours: left where they are, so that the operator can look at them. */
  unreadable: number;
  /** What was handed on and not taken: left where it is, until its fault is mended. */
  refused: number;
}

/** One queue of dead letters, and what is done with them. */
export interface DeadLetters {
  readonly client: SQSClient;
  readonly deadUrl: string;
  readonly dryRun: boolean;
  readonly judge: (message: Message) => Promise<Exclude<keyof LetterCounts, "refused">>;
  /** Hands on what is worth it. @returns what was not taken */
  readonly handOn: (messages: readonly Message[]) => Promise<readonly Message[]>;
}

/** Takes batch after batch until the queue has no more to give; what was taken stays hidden meanwhile. */
export async function redrive(letters: DeadLetters): Promise<LetterCounts> {
  const counts: LetterCounts = { sent: 0, dropped: 0, unreadable: 0, refused: 0 };
  const kept: Message[] = [];
  const seen = new Set<string | undefined>();
  for (;;) {
    const received = await receive(letters);
    // What is kept comes back where the run takes longer than it is hidden.
    const messages = received.filter(({ MessageId }) => !seen.has(MessageId));
    kept.push(...received.filter((message) => !messages.includes(message)));
    if (messages.length === 0) break;
    for (const { MessageId } of messages) seen.add(MessageId);
    const sorted = await Promise.all(
      messages.map(async (message) => ({ message, verdict: await letters.judge(message) })),
    );
    for (const { verdict } of sorted) counts[verdict] += 1;
    const over = sorted.filter(({ verdict }) => verdict !== "unreadable" && !letters.dryRun);
    kept.push(...sorted.filter((one) => !over.includes(one)).map(({ message }) => message));
    // Handed on first: what breaks off between the two is sent twice at most, with the same code or id.
    const refused = await letters.handOn(
      over.filter(({ verdict }) => verdict === "sent").map(({ message }) => message),
    );
    counts.sent -= refused.length;
    counts.refused += refused.length;
    kept.push(...refused);
    await remove(
      letters,
      over.map(({ message }) => message).filter((message) => !refused.includes(message)),
    );
  }
  await putBack(letters, kept);
  return counts;
}

async function receive({ client, deadUrl }: DeadLetters): Promise<readonly Message[]> {
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

async function remove({ client, deadUrl }: DeadLetters, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: deadUrl, Entries }));
  if (Failed.length > 0)
    throw new Error(`The queue kept ${Failed.length} messages: ${Failed[0]?.Code ?? ""}`);
}

async function putBack({ client, deadUrl }: DeadLetters, messages: readonly Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    const Entries = messages
      .slice(start, start + BATCH)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadUrl, Entries }));
  }
}
