import { randomUUID } from "node:crypto";
import { answerSecrets, type Secrets } from "../support/secret-versions.ts";
import { jsonResult, md5, queryResult, type WireAnswer } from "../unit/aws-endpoint.ts";

/** A call of an action, by its IAM name. */
export interface Asked {
  /** The function, which signs with its name for a key. */
  readonly caller: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type CloudAnswer = WireAnswer;

/** What the stand-ins for AWS's services hold. */
export interface CloudState {
  /** By name. */
  readonly secrets: Secrets;
  /** The bodies of waiting messages, by the queue's name. */
  readonly queues: Map<string, string[]>;
  /** The messages that went out to users, by SES and SNS. */
  readonly messages: string[];
  /** What the account says about all SMS. */
  readonly smsAttributes: Map<string, string>;
  /** What custom resources answered to CloudFormation. */
  readonly put: string[];
}

/** How each service names what an action is about, as a policy would; the first that fits. */
const RESOURCES: readonly (readonly [RegExp, (fields: Asked["fields"]) => string[]])[] = [
  [
    /^dynamodb:/,
    ({ TableName, IndexName }) => [
      typeof IndexName === "string" ? `${String(TableName)}/index/${IndexName}` : String(TableName),
    ],
  ],
  [/^secretsmanager:/, ({ SecretId }) => [String(SecretId)]],
  [/^sqs:/, ({ QueueUrl }) => [queueOf(QueueUrl)]],
  [/^ses:/, identitiesOf],
  // A phone number has no name in a policy.
  [/^sns:Publish$/, ({ PhoneNumber, TopicArn }) => [PhoneNumber === undefined ? String(TopicArn) : "*"]],
  // Nor have the settings of an account.
  [/^sns:SetSMSAttributes$/, () => ["*"]],
  [/^sms-voice:Send/, messagingNamed],
  [/^sms-voice:PutMessageFeedback$/, () => [messaging("message/*")]],
];

/** The beginnings of the partition keys that a call of DynamoDB names, as a policy tests them (`dynamodb:LeadingKeys`). */
export function partitionsOf({ action, fields }: Asked): string[] {
  if (!action.startsWith("dynamodb:")) return [];
  const text = JSON.stringify(fields);
  // The whole key of an index's partition.
  const [, indexed] = /":partition":\{"S":"([a-z]+)"/.exec(text) ?? [];
  if (indexed !== undefined) return [indexed];
  const named = [...text.matchAll(/"(?:pk|:pk)":\{"S":"([a-z]+#)/g)].map((match) => `${match[1] ?? ""}*`);
  if (named.length === 0) throw new Error(`${action} names no partition`);
  return named;
}

export function resourcesOf({ action, fields }: Asked): string[] {
  const [, read] = RESOURCES.find(([pattern]) => pattern.test(action)) ?? [];
  if (!read) throw new Error(`Nobody here knows what ${action} is about: add it to RESOURCES.`);
  return read(fields);
}

/** What each action answers; DynamoDB's are answered by the embedded engine. */
export const answers: Readonly<Record<string, (asked: Asked, state: CloudState) => CloudAnswer>> = {
  ...Object.fromEntries(
    ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"].map((name) => [
      `secretsmanager:${name}`,
      ({ fields }: Asked, { secrets }: CloudState) => answerSecrets(secrets, name, fields),
    ]),
  ),
  "sqs:SendMessage": ({ fields: { QueueUrl, Entries } }, { queues }) => {
    const entries = Entries as readonly { readonly Id: string; readonly MessageBody: string }[];
    const waiting = queues.get(queueOf(QueueUrl)) ?? [];
    queues.set(queueOf(QueueUrl), [...waiting, ...entries.map(({ MessageBody }) => MessageBody)]);
    return jsonResult({
      Failed: [],
      Successful: entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: randomUUID(),
        MD5OfMessageBody: md5(MessageBody),
      })),
    });
  },
  "sqs:ChangeMessageVisibility": ({ fields: { Entries } }) => {
    const entries = Entries as readonly { readonly Id: string }[];
    return jsonResult({ Failed: [], Successful: entries.map(({ Id }) => ({ Id })) });
  },
  "ses:SendRawEmail": ({ fields }, { messages }) => {
    const source = Buffer.from(String(fields["RawMessage.Data"]), "base64").toString();
    messages.push(/text\/plain.*?\r\n\r\n(.*)/s.exec(source)?.[1] ?? "");
    return queryResult("SendRawEmail", `<MessageId>${randomUUID()}</MessageId>`);
  },
  "sns:Publish": ({ fields }, { messages }) => {
    messages.push(String(fields.Message));
    return queryResult("Publish", `<MessageId>${randomUUID()}</MessageId>`);
  },
  ...Object.fromEntries(
    ["SendTextMessage", "SendVoiceMessage"].map((name) => [
      `sms-voice:${name}`,
      ({ fields }: Asked, { messages }: CloudState) => {
        messages.push(String(fields.MessageBody));
        return jsonResult({ MessageId: randomUUID() });
      },
    ]),
  ),
  "sms-voice:PutMessageFeedback": ({ fields }) => jsonResult(fields),
  "sns:SetSMSAttributes": ({ fields }, { smsAttributes }) => {
    for (let entry = 1; `attributes.entry.${entry}.key` in fields; entry++) {
      const key = String(fields[`attributes.entry.${entry}.key`]);
      smsAttributes.set(key, String(fields[`attributes.entry.${entry}.value`]));
    }
    return queryResult("SetSMSAttributes", "");
  },
};

function queueOf(url: unknown): string {
  return String(url).split("/").at(-1) ?? "";
}

const messaging = (name: string) => `arn:aws:sms-voice:eu-central-1:111122223333:${name}`;

/** What a message of End User Messaging comes from, and the sets of rules that it names. */
function messagingNamed({
  OriginationIdentity,
  ConfigurationSetName,
  ProtectConfigurationId,
}: Asked["fields"]) {
  const identity = String(OriginationIdentity);
  return [
    `${identity.startsWith("phone-") ? "phone-number" : "pool"}/${identity}`,
    ...(typeof ConfigurationSetName === "string" ? [`configuration-set/${ConfigurationSetName}`] : []),
    ...(typeof ProtectConfigurationId === "string"
      ? [`protect-configuration/${ProtectConfigurationId}`]
      : []),
  ].map(messaging);
}

/** SES takes the sender's own identity if it is verified, or else its domain's: either must be allowed. */
function identitiesOf({ Source, ConfigurationSetName }: Asked["fields"]): string[] {
  const address = /<(.+)>/.exec(String(Source))?.[1] ?? String(Source);
  const identities = [address, address.split("@")[1] ?? ""].map((identity) => `identity/${identity}`);
  const sets = typeof ConfigurationSetName === "string" ? [`configuration-set/${ConfigurationSetName}`] : [];
  return [...identities, ...sets].map((resource) => `arn:aws:ses:eu-central-1:111122223333:${resource}`);
}
