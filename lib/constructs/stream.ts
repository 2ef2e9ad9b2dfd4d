import { Duration } from "aws-cdk-lib";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  FilterCriteria,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import type { Functions } from "./functions.ts";
import { deadLetterQueue } from "./queues.ts";
import type { ServiceTable } from "./table.ts";

interface StreamProps {
  readonly stage: string;
  readonly functions: Functions;
  readonly table: ServiceTable;
}

type StreamHandler = Extract<(typeof consumers)[number], { source: "stream" }>["handler"];

const CHALLENGE_KEYS = { pk: { S: [{ prefix: "recipient#" }] }, sk: { S: [{ prefix: "challenge#" }] } };

/** What each consumer wants of the stream, and how long it is worth trying. */
const CONSUMPTION: Readonly<Record<StreamHandler, EventSourceMappingOptions>> = {
  dispatch: {
    filters: [
      FilterCriteria.filter({
        eventName: ["INSERT", "MODIFY"],
        dynamodb: {
          Keys: CHALLENGE_KEYS,
          NewImage: {
            status: { S: ["pending"] },
            decoy: { BOOL: [{ exists: false }] },
          },
        },
      }),
      FilterCriteria.filter({
        eventName: ["MODIFY"],
        dynamodb: { Keys: CHALLENGE_KEYS, NewImage: { status: { S: ["approved"] } } },
      }),
    ],
    // Failures are worth clearing that long. A send is not: the function itself gives up one that comes too late.
    maxRecordAge: Duration.hours(12),
    // A record that cannot be handled holds up a tenth of its shard only; one challenge stays in order.
    parallelizationFactor: 10,
  },
};

/** What happens after a write: the table's stream invokes its consumers, at least once for each change that they want. */
export class StreamConsumers extends Construct {
  constructor(scope: Construct, id: string, { stage, functions, table }: StreamProps) {
    super(scope, id);
    const { tableArn, tableStreamArn } = table;
    if (tableStreamArn === undefined) throw new Error("The table has no stream.");
    for (const row of consumers) {
      if (row.source !== "stream") continue;
      const consumer = functions.create(row);
      const failed = deadLetterQueue(
        this,
        `${row.handler}-failed`,
        `latchkey-${stage}-${row.handler}-failed`,
      );
      table.allow(consumer, ["DescribeStream", "GetRecords", "GetShardIterator"], tableStreamArn);
      // Listing is a question about the table, not about one stream.
      consumer.allow(["dynamodb:ListStreams"], [`${tableArn}/stream/*`]);
      consumer.allow(["sqs:SendMessage"], [failed.queueArn]);
      new EventSourceMapping(this, `${row.handler}-mapping`, {
        target: consumer.target,
        eventSourceArn: tableStreamArn,
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 20,
        onFailure: { bind: () => ({ destination: failed.queueArn }) },
        ...CONSUMPTION[row.handler],
      });
    }
  }
}
