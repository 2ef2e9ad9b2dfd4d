import { Duration } from "aws-cdk-lib";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import type { Functions } from "./functions.ts";
import { OUTBOUND_FAILED } from "./outbound-failed.ts";
import { deadLetterQueue, SAFE } from "./queues.ts";

/** An app whose server is down is called for so long, once in two minutes. */
const TRIED_FOR_SECONDS = 4 * 3600;

/** Longer than the function may take: what it works on does not come back meanwhile. */
const VISIBILITY_SECONDS = 120;

/** As many of these functions may run: no app needs to be called by more, and SQS takes no fewer than two. */
const AT_ONCE = 2;

/** Where calls to apps wait. An order names an app and a session, and holds no token. */
export function outboundQueue(scope: Construct, stage: string): Queue {
  return new Queue(scope, "Outbound", {
    ...SAFE,
    queueName: `latchkey-${stage}-outbound`,
    visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
    retentionPeriod: Duration.days(1),
    deadLetterQueue: {
      queue: deadLetterQueue(scope, "OutboundFailed", `latchkey-${stage}-${OUTBOUND_FAILED}`),
      maxReceiveCount: TRIED_FOR_SECONDS / VISIBILITY_SECONDS,
    },
  });
}

/** What makes the calls. */
export class OutboundCalls extends Construct {
  constructor(scope: Construct, id: string, { queue, functions }: { queue: Queue; functions: Functions }) {
    super(scope, id);
    const [row] = consumers.filter(({ source }) => source === "outbound");
    if (!row) throw new Error("No consumer of routes.ts has the source outbound.");
    const caller = functions.create(row);
    caller.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue.queueArn]);
    new EventSourceMapping(this, "mapping", {
      target: caller.target,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      maxConcurrency: AT_ONCE,
      reportBatchItemFailures: true,
    });
  }
}
