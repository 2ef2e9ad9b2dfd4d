import { mergeSettings } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";
import {
  APPLE_APPS,
  AWS_SENDER_ID,
  AWS_SMS,
  AWS_VOICE,
  AWS_WHATSAPP,
  CLIENTS,
  DOMAIN,
  ENV,
  SMTP,
  SMTP_TOKEN,
  TURNSTILE,
  TWILIO,
  TWILIO_WHATSAPP,
  VOUCHED,
  WEBHOOK,
} from "./shape-parts.ts";

/** A stage that a document describes. */
export interface Shape {
  readonly name: string;
  readonly stage: "dev" | "prod";
  /** Laid over the stage of cdk.json. */
  readonly override?: object;
  /** What the stage is called. @default as in cdk.json */
  readonly called?: string;
}

const channels = (of: object) => ({ settings: { channels: of } });
const email = (...providers: readonly unknown[]) => channels({ email: { providers } });
const sms = (...providers: readonly unknown[]) => channels({ sms: { providers } });
const whatsapp = (...providers: readonly unknown[]) => channels({ whatsapp: { enabled: true, providers } });
const onlyEmail = (...providers: readonly unknown[]) =>
  channels({ email: { providers }, sms: { enabled: false } });
const onlySms = (...providers: readonly unknown[]) =>
  channels({ email: { enabled: false }, sms: { providers } });

const EVENTS = {
  bus: "owners-bus",
  webhooks: [{ id: "billing", url: "https://billing.example.com/events" }],
};

const EVERYTHING = {
  env: ENV,
  domain: DOMAIN,
  settings: {
    signing: "kms",
    registration: "registered",
    secondFactor: "required",
    account: "on",
    factors: { passkeys: { rpId: DOMAIN.name }, push: { contact: "mailto:security@example.org" } },
    liveChanges: "on",
    desk: {
      admins: [
        { arn: `arn:aws:iam::${ENV.account}:role/Administrators`, role: "owner" },
        { recipient: "ada@example.org", role: "owner" },
      ],
    },
    botCheck: TURNSTILE,
    corsOrigins: ["https://www.example.com"],
    clients: CLIENTS.slice(0, 5),
    events: EVENTS,
    channels: {
      email: { providers: ["ses", SMTP, SMTP_TOKEN, "sendgrid", WEBHOOK] },
      sms: {
        providers: [AWS_SENDER_ID, AWS_SMS, "sns", TWILIO, WEBHOOK],
        appleApps: APPLE_APPS,
        androidHash: "FA+9qCX9VSu",
      },
      whatsapp: { enabled: true, providers: [TWILIO_WHATSAPP, AWS_WHATSAPP, WEBHOOK] },
      voice: { enabled: true, providers: [AWS_VOICE, WEBHOOK] },
    },
  },
  kmsSigningKeys: ["second", "first"],
  smsAccount: { senderId: "EXAMPLE" },
  serverClients: { requestsPerSecond: 10, burst: 20, requestsPerDay: 100_000 },
  reservedConcurrency: { "deliver-code": 50 },
  provisionedConcurrency: { request: 2, verify: 2 },
};

/** Every stage that README.md and docs/ describe, and what changes from one to another. */
export const SHAPES: readonly Shape[] = [
  { name: "dev", stage: "dev" },
  { name: "dev in its account", stage: "dev", override: { env: ENV } },
  { name: "dev out of the sandbox", stage: "dev", override: { sesSandbox: false } },
  { name: "prod", stage: "prod" },
  { name: "prod in its account", stage: "prod", override: { env: ENV } },
  { name: "e-mail by SMTP", stage: "prod", override: email(SMTP) },
  { name: "e-mail by SMTP with a token", stage: "prod", override: email(SMTP_TOKEN) },
  { name: "e-mail by SendGrid", stage: "prod", override: email("sendgrid") },
  { name: "e-mail by a webhook", stage: "prod", override: email(WEBHOOK) },
  { name: "e-mail by SES, then SMTP", stage: "prod", override: email("ses", SMTP) },
  { name: "e-mail by SendGrid, then SES", stage: "prod", override: email("sendgrid", "ses") },
  { name: "SMS by Twilio", stage: "prod", override: sms(TWILIO) },
  { name: "SMS by a webhook", stage: "prod", override: sms(WEBHOOK) },
  { name: "SMS by SNS, then Twilio", stage: "prod", override: sms("sns", TWILIO) },
  { name: "SMS by End User Messaging", stage: "prod", override: sms(AWS_SMS) },
  {
    name: "SMS by End User Messaging, then SNS",
    stage: "prod",
    override: sms(AWS_SENDER_ID, AWS_SMS, "sns"),
  },
  { name: "SMS by Twilio, then a webhook", stage: "prod", override: sms(TWILIO, WEBHOOK) },
  { name: "SMS off", stage: "prod", override: onlyEmail("ses") },
  { name: "e-mail off", stage: "prod", override: onlySms("sns") },
  { name: "WhatsApp by Twilio", stage: "prod", override: whatsapp(TWILIO_WHATSAPP) },
  { name: "WhatsApp by AWS", stage: "prod", override: whatsapp(AWS_WHATSAPP) },
  { name: "WhatsApp by both", stage: "prod", override: whatsapp(TWILIO_WHATSAPP, AWS_WHATSAPP) },
  {
    name: "calls by End User Messaging",
    stage: "prod",
    override: channels({ voice: { enabled: true, providers: [AWS_VOICE] } }),
  },
  {
    name: "calls by a webhook",
    stage: "prod",
    override: channels({ voice: { enabled: true, providers: [WEBHOOK] } }),
  },
  { name: "Twilio alone", stage: "dev", override: onlySms(TWILIO) },
  {
    name: "a webhook alone",
    stage: "dev",
    override: channels({ email: { providers: [WEBHOOK] }, sms: { providers: [WEBHOOK] } }),
  },
  { name: "tokens signed by KMS", stage: "prod", override: { settings: { signing: "kms" } } },
  {
    name: "tokens signed by the second of two keys of KMS",
    stage: "prod",
    override: { settings: { signing: "kms" }, kmsSigningKeys: ["second", "first"] },
  },
  { name: "a key of AWS's for the table", stage: "prod", override: { tableEncryption: "aws-owned" } },
  {
    name: "a key of the owner's for the table of dev",
    stage: "dev",
    override: { tableEncryption: "customer-managed" },
  },
  { name: "no canary", stage: "prod", override: { canary: false } },
  { name: "no firewall", stage: "prod", override: { waf: { enabled: false } } },
  {
    name: "a firewall with networks",
    stage: "prod",
    override: { waf: { enabled: true, allow: ["192.0.2.0/24", "2001:db8::/32"], deny: ["198.51.100.0/24"] } },
  },
  {
    name: "warm functions without a canary",
    stage: "prod",
    override: {
      canary: false,
      provisionedConcurrency: { request: 2, "record-receipt": 1 },
      reservedConcurrency: { "deliver-code": 20, request: 50 },
    },
  },
  {
    name: "warm functions with a canary",
    stage: "prod",
    override: { provisionedConcurrency: { request: 2, verify: 2 } },
  },
  {
    name: "apps that the service vouches for",
    stage: "prod",
    override: { env: ENV, domain: DOMAIN, settings: VOUCHED },
  },
  { name: "a domain", stage: "prod", override: { env: ENV, domain: DOMAIN } },
  {
    name: "servers with a key, and tokens of ES256",
    stage: "prod",
    override: {
      serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 },
      settings: { session: { algorithm: "ES256" } },
    },
  },
  { name: "events by a bus and a webhook", stage: "prod", override: { settings: { events: EVENTS } } },
  { name: "events by the default bus", stage: "dev", override: { settings: { events: { bus: "default" } } } },
  { name: "50 apps", stage: "prod", override: { settings: { clients: CLIENTS } } },
  { name: "registered customers", stage: "prod", override: { settings: { registration: "registered" } } },
  { name: "an identity that is there already", stage: "prod", override: { createEmailIdentity: false } },
  { name: "no delivery logs", stage: "prod", override: { smsAccount: { deliveryLogs: false } } },
  {
    name: "tokens signed by KMS, and the secret's believed",
    stage: "prod",
    override: { settings: { signing: "kms", signingAlso: "secret" } },
  },
  {
    name: "tokens signed by the secret, and those of KMS believed",
    stage: "prod",
    override: { settings: { signing: "secret", signingAlso: "kms" } },
  },
  {
    name: "a proxy of the owner's",
    stage: "prod",
    override: {
      publicUrl: "https://id.example.org",
      settings: { proxy: { networks: ["192.0.2.0/24", "2001:db8::/32"] } },
    },
  },
  { name: "a firewall that writes logs", stage: "prod", override: { waf: { logs: true } } },
  { name: "a bot check by a puzzle", stage: "prod", override: { settings: { botCheck: { use: "pow" } } } },
  { name: "a bot check by Turnstile", stage: "prod", override: { settings: { botCheck: TURNSTILE } } },
  { name: "the page of an account alone", stage: "prod", override: { settings: { account: "on" } } },
  {
    name: "the page of an account, with factors",
    stage: "prod",
    override: {
      settings: {
        ...{ account: "on", secondFactor: "optional" },
        factors: { passkeys: { rpId: "example.com" }, push: { contact: "mailto:ops@example.com" } },
        registration: "registered",
      },
    },
  },
  {
    name: "codes as notifications alone",
    stage: "prod",
    override: { settings: { factors: { push: { contact: "mailto:ops@example.com" } } } },
  },
  {
    name: "two steps that all must take, tokens signed by KMS, and servers",
    stage: "prod",
    override: {
      settings: { secondFactor: "required", signing: "kms" },
      serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 },
    },
  },
  {
    name: "passkeys alone",
    stage: "prod",
    override: { env: ENV, domain: DOMAIN, settings: { factors: { passkeys: "on" } } },
  },
  { name: "everything on", stage: "prod", override: EVERYTHING },
  {
    name: "everything on, under the longest name",
    stage: "prod",
    override: EVERYTHING,
    called: "a-name-of-20-letters",
  },
];

/** The context in which a shape is made. */
export function contextOf({ stage, override, called = stage }: Shape): Readonly<Record<string, unknown>> {
  const { [stage]: base, ...others } = cdkJson.context.stages;
  const stages = { ...others, [called]: mergeSettings(base, override ?? {}) };
  return { ...cdkJson.context, stage: called, stages };
}
