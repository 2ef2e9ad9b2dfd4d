import { Duration } from "aws-cdk-lib";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  FilterCriteria,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import { type Settings, tellsEvents } from "../../functions/settings.ts";
import { CUSTOMER } from "../../functions/storage/indexes.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Functions } from "./functions.ts";
import { deadLetterQueue } from "./queues.ts";
import type { ServiceTable } from "./table.ts";

interface StreamProps {
  readonly stage: string;
  readonly settings: Pick<Settings, "events">;
  readonly functions: Functions;
  readonly table: ServiceTable;
}

type StreamHandler = Extract<(typeof consumers)[number], { source: "stream" }>["handler"];

const CHALLENGE_KEYS = { pk: { S: [{ prefix: "recipient#" }] }, sk: { S: [{ prefix: "challenge#" }] } };

const FACTOR_KEYS = { pk: { S: [{ prefix: "subject#" }] }, sk: { S: ["factors"] } };

/** What the owner's systems are told of: what happens to challenges, to factors, to customers and to the day's money. */
const TOLD = [
  FilterCriteria.filter({ eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: CHALLENGE_KEYS } }),
  FilterCriteria.filter({ eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: FACTOR_KEYS } }),
  FilterCriteria.filter({
    eventName: ["INSERT", "MODIFY"],
    dynamodb: { Keys: { pk: { S: [{ prefix: "recipient#" }] }, sk: { S: [CUSTOMER] } } },
  }),
  FilterCriteria.filter({
    eventName: ["INSERT", "MODIFY"],
    dynamodb: { Keys: { pk: { S: [{ prefix: "spend#" }] }, sk: { S: ["day"] } } },
  }),
];

/** What each consumer wants of the stream, and how long it is worth trying. */
const CONSUMPTION: Readonly<Record<StreamHandler, EventSourceMappingOptions>> = {
  dispatch: {
    filters: [
      FilterCriteria.filter({
        eventName: ["INSERT", "MODIFY"],
        dynamodb: {
          Keys: CHALLENGE_KEYS,
          // Not that it is no decoy: most items have no field for it, and of a field under an absent parent Lambda cannot
          // be asked whether it exists. The function sees to that.
          NewImage: { status: { S: ["pending"] } },
        },
      }),
      FilterCriteria.filter({
        // A sign-in by passkey is put as it is approved.
        eventName: ["INSERT", "MODIFY"],
        dynamodb: { Keys: CHALLENGE_KEYS, NewImage: { status: { S: ["approved", "ended", "canceled"] } } },
      }),
      // Where users can have no factors, there is no such item.
      FilterCriteria.filter({ eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: FACTOR_KEYS } }),
    ],
    // Failures are worth clearing that long. A send is not: the function itself gives up one that comes too late.
    maxRecordAge: Duration.hours(12),
    // A record that cannot be handled holds up a tenth of its shard only; one challenge stays in order.
    parallelizationFactor: 10,
  },
  bookkeep: {
    // Every step of a challenge is counted; what users enrol is not.
    filters: [FilterCriteria.filter({ eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: CHALLENGE_KEYS } })],
    maxRecordAge: Duration.hours(12),
    // Only in a tumbling window does an event name its shard, by which a record is counted once.
    tumblingWindow: Duration.seconds(60),
    // Each shard has one writer: its records come in order.
    parallelizationFactor: 1,
    // Nobody waits: a batch costs the same writes whether it has one record or hundreds.
    batchSize: 500,
    maxBatchingWindow: Duration.seconds(60),
  },
};

/** What happens after a write: the table's stream invokes its consumers, at least once for each change that they want. */
export class StreamConsumers extends Construct {
  constructor(scope: Construct, id: string, { stage, settings, functions, table }: StreamProps) {
    super(scope, id);
    const { tableStreamArn } = table;
    if (tableStreamArn === undefined) throw new Error("The table has no stream.");
    for (const row of consumers) {
      if (row.source !== "stream") continue;
      const consumer = functions.create(row);
      const failed = deadLetterQueue(
        this,
        `${row.handler}-failed`,
        `latchkey-${stage}-${row.handler}-failed`,
      );
      acknowledge(
        failed,
        "Is where a consumer of the stream puts what failed: cdk-nag knows dead letters of queues only.",
        "SQS3",
      );
      table.allowStream(consumer, ["DescribeStream", "GetRecords", "GetShardIterator"], tableStreamArn);
      // Listing is a question about the table, not about one stream.
      consumer.allowWildcard(
        ["dynamodb:ListStreams"],
        `${table.namedArn}/stream/*`,
        "Lambda lists the streams of this table, and of no other, to find the one that it follows.",
      );
      consumer.allow(["sqs:SendMessage"], [failed.queueArn]);
      // Beside a wing's function in its nested stack: it names the function's alias.
      new EventSourceMapping("wing" in row ? consumer : this, `${row.handler}-mapping`, {
        target: consumer.target,
        eventSourceArn: tableStreamArn,
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 20,
        onFailure: { bind: () => ({ destination: failed.queueArn }) },
        ...CONSUMPTION[row.handler],
        // The books pass over what is not theirs.
        ...("ordersEvents" in row && tellsEvents(settings) && { filters: TOLD }),
      });
    }
  }
}
