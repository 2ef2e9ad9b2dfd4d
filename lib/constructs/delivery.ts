import { Annotations, Aws, CfnOutput, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { consumers } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import type { Functions } from "./functions.ts";
import type { ChannelQueues } from "./queues.ts";

interface DeliveryProps {
  readonly config: StageConfig;
  readonly functions: Functions;
  readonly queues: ChannelQueues;
}

type Channels = StageConfig["settings"]["channels"];
type ProviderName = Channels["email" | "sms"]["providers"][number];

/** What a provider's function has to be allowed; a new provider adds its row. */
const GRANTS: Readonly<Record<ProviderName, (scope: Construct, config: StageConfig) => PolicyStatement[]>> = {
  ses: sesGrants,
  sns: snsGrants,
  inbox: () => [],
};

/** What carries passcodes to people: a function for each channel behind the channel's queue, and the sender's identity. */
export class Delivery extends Construct {
  constructor(scope: Construct, id: string, { config, functions, queues }: DeliveryProps) {
    super(scope, id);
    const [deliverCode] = consumers.filter(({ source }) => source === "queue");
    if (!deliverCode) throw new Error("No consumer of routes.ts has the source queue.");
    for (const channel of ["email", "sms"] as const) {
      const deliver = functions.create(deliverCode, { suffix: channel });
      const { queueArn } = queues[channel];
      deliver.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queueArn]);
      for (const provider of config.settings.channels[channel].providers)
        for (const statement of GRANTS[provider](this, config)) deliver.addToPolicy(statement);
      new EventSourceMapping(this, `${channel}-mapping`, {
        target: deliver.target,
        eventSourceArn: queueArn,
        batchSize: 10,
        reportBatchItemFailures: true,
      });
    }
    if (config.createEmailIdentity) this.addIdentity(senderDomain(config));
    if (/(^|\.)example\.(com|net|org)$/.test(senderDomain(config))) this.warnOfExample();
  }

  private warnOfExample(): void {
    Annotations.of(this).addWarningV2(
      "latchkey:example-sender",
      "No e-mail will be delivered: set channels.email.from to an address of a domain that is yours.",
    );
  }

  /** SES sends nothing before the owner has put these records into the domain's DNS. */
  private addIdentity(domain: string): void {
    const identity = new EmailIdentity(this, "Sender", { identity: Identity.domain(domain) });
    for (const [index, { name, value }] of identity.dkimRecords.entries())
      new CfnOutput(Stack.of(this), `SenderDnsRecord${index + 1}`, {
        value: `${name} CNAME ${value}`,
        description: `DNS record ${index + 1} of 3 that proves to Amazon SES that ${domain} is yours`,
      });
  }
}

function senderDomain({ settings }: StageConfig): string {
  return settings.channels.email.from.split("@").at(-1) ?? "";
}

/** E-mail from the configured sender only, whether its domain or its address alone is verified. */
function sesGrants(scope: Construct, config: StageConfig): PolicyStatement[] {
  const { from } = config.settings.channels.email;
  // In the sandbox, SES asks for a permission on the recipients' identities as well; the sender is bound all the same.
  const identities = config.sesSandbox ? ["*"] : [senderDomain(config), from];
  return [
    new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: identities.map((resourceName) =>
        Stack.of(scope).formatArn({ service: "ses", resource: "identity", resourceName }),
      ),
      conditions: { StringEquals: { "ses:FromAddress": from } },
    }),
  ];
}

/** Texts to phone numbers only. */
function snsGrants(): PolicyStatement[] {
  return [
    // A phone number has no ARN: IAM knows no narrower resource for a text than everything, and so topics,
    // devices and apps, which do have one, are denied.
    new PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ["sns:Publish"],
      resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
    }),
  ];
}
