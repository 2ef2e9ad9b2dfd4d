import { Duration } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { EVENT_TRIES } from "../../functions/outbound/event-retries.ts";
import { EVENTS_FAILED } from "./events-failed.ts";
import { deadLetterQueue, SAFE } from "./queues.ts";

/** Longer than the function may take: what it works on does not come back meanwhile. */
const VISIBILITY_SECONDS = 120;

/** Where events wait for their receivers. A message holds one event, masked, for one receiver. */
export function eventsQueue(scope: Construct, stage: string): Queue {
  return new Queue(scope, "Events", {
    ...SAFE,
    queueName: `latchkey-${stage}-events`,
    visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
    // Longer than all tries take, and a weekend's outage of ours.
    retentionPeriod: Duration.days(4),
    deadLetterQueue: {
      queue: deadLetterQueue(scope, "EventsFailed", `latchkey-${stage}-${EVENTS_FAILED}`),
      maxReceiveCount: EVENT_TRIES,
    },
  });
}
