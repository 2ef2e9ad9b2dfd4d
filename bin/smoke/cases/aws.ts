import { METRICS, type MetricName } from "../../../functions/observability/metric-names.ts";
import { callsApps, enabledChannels, tellsEvents } from "../../../functions/settings.ts";
import type { StageConfig } from "../../../lib/stage-config.ts";
import { expect, expectStatus, need, Skipped, type SmokeCase, type Walk } from "../case.ts";
import { messagesIn, metricsSince, newestCounted } from "../stage.ts";

/** Takes every message and reports its delivery, also to an account in the sandbox. It is no mailbox. */
const SIMULATOR = "success@simulator.amazonses.com";

const RECEIPT_SECONDS = 120;
const METRIC_SECONDS = 240;

/** The stream brings batches of a minute. */
const STATISTICS_SECONDS = 240;

/** What each walk makes the functions write, what one does that has a message sent, and one that signs in. */
const BY_ALL: readonly MetricName[] = ["Latency"];
const BY_SENDING: readonly MetricName[] = ["Requests", "Sends", "DeliveryAge"];
const BY_SIGN_IN: readonly MetricName[] = ["Approvals", "WrongCodes"];

/** The others tell of failures, locks and late messages. */
const WRITTEN: readonly MetricName[] = [...BY_ALL, ...BY_SENDING, ...BY_SIGN_IN];

/** A message is taken within seconds where its function works. */
const QUEUE_SECONDS = 60;

/** When this process began: metrics that are older prove nothing. In epoch seconds. */
const BEGAN = Date.now() / 1000;

/** What only an AWS account has. */
export const awsCases: readonly SmokeCase[] = [
  {
    checks: "Amazon SES takes a message and reports its delivery, by its own mailbox simulator",
    settles: ["ses-sends", "ses-receipts"],
    async run(walk) {
      const { settings } = stageOf(walk).config;
      const carriers: readonly { readonly use: string }[] = settings.channels.email.providers;
      if (!settings.channels.email.enabled || carriers[0]?.use !== "ses")
        throw new Skipped("Amazon SES does not carry the stage's e-mail");
      if (settings.registration === "registered") throw new Skipped("the stage sends to customers only");
      const opened = await walk.http.post("/otp/request", { recipient: SIMULATOR });
      expectStatus(opened, 202);
      walk.learned.isSentBySes = true;
      let state = "";
      for (let waited = 0; waited <= RECEIPT_SECONDS && state !== "delivered"; waited += 5) {
        const { body } = await walk.http.post("/otp/status", { challengeId: opened.body.challengeId });
        state = (body.delivery as { readonly state?: string } | undefined)?.state ?? "";
        expect(!["failed", "bounced"].includes(state), `the message is ${state}`);
        if (state !== "delivered") await walk.pause(5);
      }
      expect(state === "delivered", `after ${RECEIPT_SECONDS} seconds it is ${state}, not delivered`);
    },
  },
  {
    checks: "each queue gets empty, and nothing was given up during the walk",
    settles: ["queues-drain"],
    needs: ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
    async before(walk) {
      walk.learned.deadBefore = new Map(await messagesOf(walk, isDead));
    },
    async run(walk) {
      const { deadBefore } = walk.learned;
      for (const [queue, messages] of await messagesOf(walk, isDead)) {
        const before = deadBefore?.get(queue) ?? 0;
        expect(messages <= before, `${queue} holds ${messages - before} more than before the walk`);
        if (messages > 0) walk.note(`${queue} holds ${messages} from before: see the runbook "undelivered"`);
      }
      // A stage that people use has something in its queues nearly always: each is seen empty once.
      let full = await messagesOf(walk, (queue) => !isDead(queue));
      for (let waited = 0; ; waited += 5) {
        full = full.filter(([, messages]) => messages > 0);
        if (full.length === 0 || waited >= QUEUE_SECONDS) break;
        await walk.pause(5);
        const names = full.map(([queue]) => queue);
        full = await messagesOf(walk, (queue) => names.includes(queue));
      }
      expect(full.length === 0, full.map(([queue, messages]) => `${queue} holds ${messages}`).join(", "));
    },
  },
  {
    checks: "what the walk asked for is in the statistics",
    settles: ["statistics-counted"],
    needs: ["dynamodb:Query"],
    async run(walk) {
      const { name, config } = stageOf(walk);
      need(walk.learned.isSentBySes, "the message by Amazon SES: the list leaves test recipients out");
      let newest = 0;
      for (let waited = 0; waited <= STATISTICS_SECONDS && newest < Math.floor(BEGAN); waited += 20) {
        newest = await newestCounted(name, config);
        if (newest < Math.floor(BEGAN)) await walk.pause(20);
      }
      expect(newest >= Math.floor(BEGAN), `after ${STATISTICS_SECONDS} seconds bookkeep has listed nothing`);
    },
  },
  {
    checks: `metrics of each kind are seen: ${WRITTEN.map((name) => `${name} (${METRICS[name].unit})`).join(", ")}`,
    settles: ["metric-lines"],
    needs: ["cloudwatch:GetMetricData"],
    async run(walk) {
      const stage = stageOf(walk);
      const written = writtenBy(walk);
      const unwritten = WRITTEN.filter((metric) => !written.includes(metric));
      if (unwritten.length > 0) walk.note(`without ${unwritten.join(", ")}: this walk makes none`);
      let missing = written;
      for (let waited = 0; waited <= METRIC_SECONDS && missing.length > 0; waited += 20) {
        const seen = await metricsSince(stage, written, BEGAN);
        missing = written.filter((metric) => !seen.includes(metric));
        if (missing.length > 0) await walk.pause(20);
      }
      expect(missing.length === 0, `after ${METRIC_SECONDS} seconds there is no ${missing.join(", ")}`);
    },
  },
];

function writtenBy({ learned }: Walk): readonly MetricName[] {
  const isSent = learned.isSentBySes === true || learned.challengeId !== undefined;
  const isSignedIn = learned.sessionToken !== undefined;
  return [...BY_ALL, ...(isSent ? BY_SENDING : []), ...(isSignedIn ? BY_SIGN_IN : [])];
}

/** Every queue of a stage by its name: the one place where smoke knows them. */
export function queuesOf(stage: string, { settings }: Pick<StageConfig, "settings">): string[] {
  const pairs = [
    ...enabledChannels(settings).map((channel) => [channel, `${channel}-undelivered`]),
    ...(callsApps(settings) ? [["outbound", "outbound-failed"]] : []),
    ...(tellsEvents(settings) ? [["events", "events-failed"]] : []),
  ];
  return pairs.flat().map((name) => `latchkey-${stage}-${name}`);
}

/** Where a queue's messages go that were given up. */
const isDead = (queue: string) => /-(?:undelivered|failed)$/.test(queue);

function messagesOf(walk: Walk, which: (queue: string) => boolean) {
  const { name, config } = stageOf(walk);
  return Promise.all(
    queuesOf(name, config)
      .filter(which)
      .map(async (queue) => [queue, await messagesIn(queue, config)] as const),
  );
}

function stageOf({ target: { local, stage } }: Walk) {
  if (local) throw new Skipped("the local service has no AWS account");
  if (!stage) throw new Skipped("the name of the stage is missing: --stage");
  return stage;
}
