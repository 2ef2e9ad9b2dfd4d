import { Aws, Stack } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { MESSAGING_CONFIGURATION_SET, queueVariable, SES_CONFIGURATION_SET } from "../../functions/config.ts";
import type { ProviderName } from "../../functions/delivery/options.ts";
import { type Channel, isPriced } from "../../functions/domain/channel.ts";
import { consumers, type Wing } from "../../functions/routes.ts";
import { asksFactors, carriersOf } from "../../functions/settings.ts";
import { logsSms, readsReceipts, sendsMessages, sendsThrough } from "../sends-through.ts";
import { senderDomain } from "../sender.ts";
import type { StageConfig } from "../stage-config.ts";
import type { FunctionStage } from "./function.ts";
import type { Functions } from "./functions.ts";
import { type Permission, messagingPermissions } from "./messaging-permissions.ts";
import { MessagingReceipts } from "./messaging-receipts.ts";
import { ReceiptReader } from "./receipt-reader.ts";
import { Receipts } from "./receipts.ts";
import { SmsAccountSetter } from "./sms-account.ts";
import { TextLogs } from "./text-logs.ts";
import { WhatsappReceipts } from "./whatsapp-receipts.ts";

interface DeliverersProps extends FunctionStage {
  readonly functions: Functions;
  readonly table: { readonly encryptionKey?: IKey | undefined };
}

/** How SES treats the stage's e-mails, and End User Messaging its messages to phones, where these send any. */
interface Treatment {
  readonly ses?: Pick<Receipts, "configurationSetName"> | undefined;
  readonly messaging?: Pick<MessagingReceipts, "configurationSetArn"> | undefined;
}

type ProviderPermissions = (
  scope: Construct,
  config: StageConfig,
  treatment: Treatment,
) => readonly Permission[];

/** What a provider's function has to be allowed; a new provider adds its row. */
const PERMISSIONS: Readonly<Record<ProviderName, ProviderPermissions>> = {
  ses: sesPermissions,
  sns: snsPermissions,
  "aws-sms": awsSmsPermissions,
  // These are reached over the internet with credentials of their own.
  smtp: () => [],
  sendgrid: () => [],
  twilio: () => [],
  "twilio-whatsapp": () => [],
  "web-push": () => [],
  webhook: () => [],
  "aws-whatsapp": whatsappPermissions,
  "aws-voice": awsVoicePermissions,
  console: () => [],
  inbox: () => [],
};

/** Where a channel's function stands; the first three stand among the core's, where they have been from the start. */
const WING_OF: Readonly<Partial<Record<Channel, Wing>>> = { voice: "voice", push: "factors" };

/**
 * What carries passcodes to users: a function for each channel behind the channel's queue.
 * The channels share no function and no limit, so that one whose calls are all stuck takes nothing from the other.
 */
export class Deliverers extends Construct {
  /** How often AWS refused what the stage says about the account's SMS, where it says anything. */
  readonly smsAccountRefusals: Metric | undefined;

  constructor(scope: Construct, id: string, props: DeliverersProps) {
    super(scope, id);
    const { stage, config, code, functions, table } = props;
    const [deliverCode] = consumers.filter(({ source }) => source === "queue");
    if (!deliverCode) throw new Error("No consumer of routes.ts has the source queue.");
    const receipts = sendsThrough(config, "email", "ses")
      ? new Receipts(this, "Receipts", {
          stage,
          trySeconds: config.emailTrySeconds,
          key: table.encryptionKey,
        })
      : undefined;
    const messaging = sendsMessages(config)
      ? new MessagingReceipts(this, "MessagingReceipts", stage)
      : undefined;
    const whatsapp = sendsThrough(config, "whatsapp", "aws-whatsapp")
      ? new WhatsappReceipts(this, "WhatsappReceipts", stage)
      : undefined;
    const textLogs = logsSms(config) ? new TextLogs(this, "TextLogs") : undefined;
    if (readsReceipts(config))
      new ReceiptReader(this, "ReceiptReader", {
        ...{ stage, functions, textLogs },
        topics: [receipts, messaging, whatsapp].flatMap((one) => (one ? [one.topic] : [])),
      });
    for (const [channel, { queueArn, queueUrl }] of Object.entries(functions.queues) as [Channel, Queue][]) {
      const providers = carriersOf(config.settings, channel);
      const wing = WING_OF[channel];
      const row = wing ? { ...deliverCode, wing } : deliverCode;
      const isPush = channel === "push";
      const deliver = functions.create(isPush ? { ...row, secrets: [...row.secrets, "push"] } : row, {
        suffix: channel,
        // Receipts of SMS and WhatsApp name the provider's message alone, so that it is kept which send that was. What has a
        // price adds to the day's money where a provider is asked again.
        keys: [
          ...(channel === "email" || isPush ? [] : (["message"] as const)),
          // Whose browsers show it, and which of them are gone.
          ...(isPush ? (["subject"] as const) : []),
          ...(isPriced(channel) ? (["spend"] as const) : []),
          // The first notice of a reset that is sent has its hours count.
          ...((channel === "email" || channel === "sms") && asksFactors(config.settings)
            ? (["subject"] as const)
            : []),
        ],
        environment: {
          [queueVariable(channel)]: queueUrl,
          ...(channel === "email" && receipts && { [SES_CONFIGURATION_SET]: receipts.configurationSetName }),
          ...(messaging &&
            providers.some(({ use }) => use === "aws-sms" || use === "aws-voice") && {
              [MESSAGING_CONFIGURATION_SET]: messaging.configurationSetName,
            }),
        },
      });
      deliver.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queueArn]);
      // What failed for a moment is given back before its visibility ends.
      deliver.allow(["sqs:ChangeMessageVisibility"], [queueArn]);
      for (const { use } of providers)
        for (const grant of PERMISSIONS[use](this, config, { ses: receipts, messaging }))
          deliver.addToPolicy(...grant);
      new EventSourceMapping(this, `${channel}-mapping`, {
        target: deliver.target,
        eventSourceArn: queueArn,
        batchSize: 10,
        // Lambda fetches no more than these can take, so nothing is counted as tried that merely had to wait.
        maxConcurrency: config.deliverers[channel],
        reportBatchItemFailures: true,
      });
    }
    this.smsAccountRefusals =
      config.smsAccount &&
      new SmsAccountSetter(this, "SmsAccount", {
        ...{ stage, config, code, smsAccount: config.smsAccount },
        logsRole: textLogs?.role,
      }).refusals;
  }
}

/**
 * E-mail from the configured sender only, whether its domain or its address alone is verified. SES asks for the same
 * permission once more on the configuration set that an e-mail names.
 */
function sesPermissions(scope: Construct, config: StageConfig, { ses }: Treatment): readonly Permission[] {
  const { from } = config.settings.channels.email;
  // In the sandbox, SES asks for a permission on the recipients' identities as well; the sender is bound all the same.
  const identities = config.sesSandbox ? ["*"] : [senderDomain(config), from];
  const arn = (resource: string) => (resourceName: string) =>
    Stack.of(scope).formatArn({ service: "ses", resource, resourceName });
  const sets = ses ? [ses.configurationSetName] : [];
  const statement = new PolicyStatement({
    actions: ["ses:SendRawEmail"],
    resources: [...identities.map(arn("identity")), ...sets.map(arn("configuration-set"))],
    conditions: { StringEquals: { "ses:FromAddress": from } },
  });
  return [
    config.sesSandbox
      ? [
          statement,
          "In the sandbox SES asks for a permission on each recipient; a condition binds the sender.",
        ]
      : [statement],
  ];
}

/** SMS to phone numbers only. */
function snsPermissions(): readonly Permission[] {
  const phones = new PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] });
  const others = new PolicyStatement({
    effect: Effect.DENY,
    actions: ["sns:Publish"],
    resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
  });
  return [
    [phones, "A phone number has no ARN. Topics, devices and apps, which have one, are denied."],
    [others],
  ];
}

/** SMS from the owner's numbers, pools and sender ids alone. */
function awsSmsPermissions(
  scope: Construct,
  { settings }: StageConfig,
  { messaging }: Treatment,
): readonly Permission[] {
  const all = settings.channels.sms.providers.flatMap((one) => (one.use === "aws-sms" ? [one] : []));
  return messagingPermissions(scope, "sms-voice:SendTextMessage", all, messaging);
}

/** Calls from the owner's numbers and pools alone. */
function awsVoicePermissions(
  scope: Construct,
  { settings }: StageConfig,
  { messaging }: Treatment,
): readonly Permission[] {
  const { providers = [] } = settings.channels.voice;
  const all = providers.flatMap((one) => (one.use === "aws-voice" ? [one] : []));
  return messagingPermissions(scope, "sms-voice:SendVoiceMessage", all, messaging);
}

/** Messages from the owner's numbers alone. */
function whatsappPermissions(scope: Construct, { settings }: StageConfig): readonly Permission[] {
  const numbers = (settings.channels.whatsapp.providers ?? []).flatMap((provider) =>
    provider.use === "aws-whatsapp" ? [provider.phoneNumberId] : [],
  );
  const statement = new PolicyStatement({
    actions: ["social-messaging:SendWhatsAppMessage"],
    resources: numbers.map((resourceName) =>
      Stack.of(scope).formatArn({
        service: "social-messaging",
        resource: "phone-number-id",
        resourceName: resourceName.replace(/^phone-number-id-/, ""),
      }),
    ),
  });
  return [[statement]];
}
