import { Duration, Validations } from "aws-cdk-lib";
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import type { Topic } from "aws-cdk-lib/aws-sns";
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Functions } from "./functions.ts";
import { deadLetterQueue } from "./queues.ts";
import type { TextLogs } from "./text-logs.ts";

interface ReceiptReaderProps {
  readonly stage: string;
  readonly functions: Functions;
  /** Where SES reports, and End User Messaging, where these send anything. */
  readonly topics: readonly Topic[];
  /** Where SNS reports, where the stage has it do so. */
  readonly textLogs?: TextLogs | undefined;
}

/** A receipt that could not be written for so long is of no use any more. */
const LONGEST = Duration.hours(6);

/**
 * Has receipts written down. What SNS cannot hand over, and what the function could not write in three tries, lies with
 * the dead letters; sending goes on without either. CloudWatch Logs tries for a day to hand over its lines.
 */
export class ReceiptReader extends Construct {
  constructor(scope: Construct, id: string, { stage, functions, topics, textLogs }: ReceiptReaderProps) {
    super(scope, id);
    const [row] = consumers.filter(({ source }) => source === "report");
    if (!row) throw new Error("No consumer of routes.ts has the source report.");
    const reader = functions.create(row);
    const failed = deadLetterQueue(this, "failed", `latchkey-${stage}-${row.handler}-failed`);
    acknowledge(
      failed,
      "Is where receipts lie that could not be written: cdk-nag knows dead letters of queues only.",
      "SQS3",
    );
    reader.allow(["sqs:SendMessage"], [failed.queueArn]);
    for (const topic of topics)
      this.listen(topic, new LambdaSubscription(reader.target, { deadLetterQueue: failed }));
    textLogs?.readBy(reader.target);
    // Lambda itself tries again a minute later, and two minutes after that.
    const retries = new EventInvokeConfig(this, "Retries", {
      // Lambda takes the alias as a qualifier, and refuses it as a part of the name.
      function: reader.function,
      ...(reader.qualifier !== undefined && { qualifier: reader.qualifier }),
      retryAttempts: 2,
      maxEventAge: LONGEST,
      onFailure: { bind: () => ({ destination: failed.queueArn }) },
    });
    retries.node.addDependency(reader.target);
  }
  private listen(topic: Topic, to: LambdaSubscription): void {
    Validations.of(topic.addSubscription(to)).acknowledge({
      id: "CloudFormation-Validate::W3694",
      reason: "SNS calls an alias like a function; the check knows functions alone.",
    });
  }
}
