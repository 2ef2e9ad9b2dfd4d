import { Stack } from "aws-cdk-lib";
import { CfnRule } from "aws-cdk-lib/aws-events";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import type { Functions } from "./functions.ts";

/** As many of these functions may run: each tells ten receivers at once, and one that hangs holds each for seconds. */
const AT_ONCE = 5;

interface EventCallsProps {
  readonly stage: string;
  readonly queue: Queue;
  readonly functions: Functions;
  /** The owner's event bus, by its name or ARN. */
  readonly bus: string | undefined;
}

/** What tells the owner's systems. */
export class EventCalls extends Construct {
  constructor(scope: Construct, id: string, { stage, queue, functions, bus }: EventCallsProps) {
    super(scope, id);
    const [row] = consumers.filter(({ source }) => source === "events");
    if (!row) throw new Error("No consumer of routes.ts has the source events.");
    const teller = functions.create(row);
    teller.allow(
      ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "ChangeMessageVisibility"].map(
        (action) => `sqs:${action}`,
      ),
      [queue.queueArn],
    );
    if (bus !== undefined) {
      teller.allow(["events:PutEvents"], [busArn(this, bus)]);
      if (!bus.startsWith("arn:")) proofOfBus(teller, stage, bus);
    }
    // Beside the function in its nested stack: it names the function's alias.
    new EventSourceMapping(teller, "mapping", {
      target: teller.target,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      maxConcurrency: AT_ONCE,
      reportBatchItemFailures: true,
    });
  }
}

function busArn(scope: Construct, bus: string): string {
  if (bus.startsWith("arn:")) return bus;
  return Stack.of(scope).formatArn({ service: "events", resource: "event-bus", resourceName: bus });
}

/**
 * EventBridge takes events for a bus that does not exist, and drops them. It makes no rule there: so a deployment that
 * names such a bus fails, and says which. The rule itself is off, and does nothing.
 */
function proofOfBus(scope: Construct, stage: string, bus: string): void {
  new CfnRule(scope, "BusIsThere", {
    name: `latchkey-${stage}-bus-is-there`,
    description: "Off, and does nothing: it lets a deployment fail where the bus is not there",
    eventBusName: bus,
    state: "DISABLED",
    eventPattern: { source: ["latchkey"], detail: { stage: [stage] } },
  });
}
