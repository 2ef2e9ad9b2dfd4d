import { Annotations, Aws, CfnOutput, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { queueVariable, SES_CONFIGURATION_SET } from "../../functions/config.ts";
import type { ProviderName } from "../../functions/delivery/options.ts";
import type { Channel } from "../../functions/domain/channel.ts";
import { consumers } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import { logsTexts, readsReceipts } from "./alarm-list.ts";
import type { FunctionStage } from "./function.ts";
import type { Functions } from "./functions.ts";
import type { QueueOf } from "./queues.ts";
import { ReceiptReader } from "./receipt-reader.ts";
import { Receipts } from "./receipts.ts";
import { SmsAccountSetter } from "./sms-account.ts";
import { TextLogs } from "./text-logs.ts";

interface DeliverersProps extends FunctionStage {
  readonly functions: Functions;
  readonly queues: QueueOf;
  readonly table: { readonly encryptionKey?: IKey | undefined };
}

/** How SES treats the stage's e-mails, where it sends any. */
type Treatment = Pick<Receipts, "configurationSetName"> | undefined;

/** What a provider's function has to be allowed; a new provider adds its row. */
const PERMISSIONS: Readonly<
  Record<ProviderName, (scope: Construct, config: StageConfig, receipts: Treatment) => PolicyStatement[]>
> = {
  ses: sesPermissions,
  sns: snsPermissions,
  // These are reached over the internet with credentials of their own.
  smtp: () => [],
  sendgrid: () => [],
  twilio: () => [],
  "twilio-whatsapp": () => [],
  webhook: () => [],
  "aws-whatsapp": whatsappPermissions,
  console: () => [],
  inbox: () => [],
};

/**
 * What carries passcodes to people: a function for each channel behind the channel's queue, and the sender's identity.
 * The channels share no function and no limit, so that one whose calls are all stuck takes nothing from the other.
 */
export class Deliverers extends Construct {
  constructor(scope: Construct, id: string, props: DeliverersProps) {
    super(scope, id);
    const { stage, config, code, functions, queues, table } = props;
    const [deliverCode] = consumers.filter(({ source }) => source === "queue");
    if (!deliverCode) throw new Error("No consumer of routes.ts has the source queue.");
    const receipts = config.settings.channels.email.providers.some(({ use }) => use === "ses")
      ? new Receipts(this, "Receipts", {
          stage,
          ttlSeconds: config.settings.passcode.ttlSeconds,
          key: table.encryptionKey,
        })
      : undefined;
    const textLogs = logsTexts(config) ? new TextLogs(this, "TextLogs") : undefined;
    if (readsReceipts(config))
      new ReceiptReader(this, "ReceiptReader", { stage, functions, topic: receipts?.topic, textLogs });
    for (const [channel, { queueArn, queueUrl }] of Object.entries(queues) as [Channel, Queue][]) {
      const deliver = functions.create(deliverCode, {
        suffix: channel,
        environment: {
          [queueVariable(channel)]: queueUrl,
          ...(channel === "email" && receipts && { [SES_CONFIGURATION_SET]: receipts.configurationSetName }),
        },
      });
      deliver.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queueArn]);
      // What failed for a moment is given back before its visibility ends.
      deliver.allow(["sqs:ChangeMessageVisibility"], [queueArn]);
      for (const { use } of config.settings.channels[channel].providers ?? [])
        for (const statement of PERMISSIONS[use](this, config, receipts)) deliver.addToPolicy(statement);
      new EventSourceMapping(this, `${channel}-mapping`, {
        target: deliver.target,
        eventSourceArn: queueArn,
        batchSize: 10,
        // Lambda fetches no more than these can take, so nothing is counted as tried that merely had to wait.
        maxConcurrency: config.deliverers[channel],
        reportBatchItemFailures: true,
      });
    }
    if (config.smsAccount)
      new SmsAccountSetter(this, "SmsAccount", {
        ...{ stage, config, code, smsAccount: config.smsAccount },
        logsRoleArn: textLogs?.roleArn,
      });
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

/**
 * E-mail from the configured sender only, whether its domain or its address alone is verified. SES asks for the same
 * permission once more on the configuration set that an e-mail names.
 */
function sesPermissions(scope: Construct, config: StageConfig, receipts: Treatment): PolicyStatement[] {
  const { from } = config.settings.channels.email;
  // In the sandbox, SES asks for a permission on the recipients' identities as well; the sender is bound all the same.
  const identities = config.sesSandbox ? ["*"] : [senderDomain(config), from];
  const arn = (resource: string) => (resourceName: string) =>
    Stack.of(scope).formatArn({ service: "ses", resource, resourceName });
  const sets = receipts ? [receipts.configurationSetName] : [];
  return [
    new PolicyStatement({
      actions: ["ses:SendRawEmail"],
      resources: [...identities.map(arn("identity")), ...sets.map(arn("configuration-set"))],
      conditions: { StringEquals: { "ses:FromAddress": from } },
    }),
  ];
}

/** Texts to phone numbers only. */
function snsPermissions(): PolicyStatement[] {
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

/** Messages from the owner's numbers alone. */
function whatsappPermissions(scope: Construct, { settings }: StageConfig): PolicyStatement[] {
  const numbers = (settings.channels.whatsapp.providers ?? []).flatMap((provider) =>
    provider.use === "aws-whatsapp" ? [provider.phoneNumberId] : [],
  );
  return [
    new PolicyStatement({
      actions: ["social-messaging:SendWhatsAppMessage"],
      resources: numbers.map((resourceName) =>
        Stack.of(scope).formatArn({
          service: "social-messaging",
          resource: "phone-number-id",
          resourceName: resourceName.replace(/^phone-number-id-/, ""),
        }),
      ),
    }),
  ];
}
