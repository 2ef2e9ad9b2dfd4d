import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import type { Channel } from "../../functions/domain/channel.ts";
import { triesWithin, VISIBILITY_SECONDS } from "../../functions/delivery/retries.ts";
import { Construct } from "constructs";

/** A send that finds less of its code's life left is given up. */
const LEAST_LIFE_SECONDS = 30;

/** Lambda's own limit: a function must end before the messages that it works on come back, in seconds. */
export const DELIVERY_TIMEOUT_SECONDS = 30;

export const SAFE = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const satisfies QueueProps;

/** A queue that keeps what could not be handled until an operator looks, 14 days at most. */
export function deadLetterQueue(scope: Construct, id: string, queueName: string): Queue {
  return new Queue(scope, id, { ...SAFE, queueName, retentionPeriod: Duration.days(14) });
}

interface ChannelQueuesProps {
  readonly stage: string;
  readonly channels: readonly Channel[];
  /** How long a passcode lives. */
  readonly ttlSeconds: number;
  /** Where the queue of notifications stands: the service stack has no room for what few stages have. */
  besidePush(): Construct;
}

/** The queue of each channel that is enabled. */
export type QueueOf = Readonly<Partial<Record<Channel, Queue>>>;

/** One queue of sends per channel, so that one stuck channel holds up no other. */
export class ChannelQueues extends Construct {
  readonly of: QueueOf;

  constructor(scope: Construct, id: string, props: ChannelQueuesProps) {
    super(scope, id);
    this.of = Object.fromEntries(props.channels.map((channel) => [channel, this.queue(channel, props)]));
  }

  private queue(channel: Channel, { stage, ttlSeconds, besidePush }: ChannelQueuesProps): Queue {
    const scope = channel === "push" ? besidePush() : this;
    // The last try is the first one that comes too late for the code. Fewer than five would turn
    // messages away while the function is merely busy.
    const tries = triesWithin(ttlSeconds - LEAST_LIFE_SECONDS) + 1;
    return new Queue(scope, channel, {
      ...SAFE,
      queueName: `latchkey-${stage}-${channel}`,
      // A deliverer's lease of a send lasts 30 seconds: a message that comes back later never finds a dead one's lease.
      // Six times the function's timeout, as AWS advises, would leave a code of five minutes a second try and no third.
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: {
        queue: deadLetterQueue(scope, `${channel}-undelivered`, `latchkey-${stage}-${channel}-undelivered`),
        maxReceiveCount: Math.max(5, tries),
      },
    });
  }
}
