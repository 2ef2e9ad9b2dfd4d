import { isIP } from "node:net";
import * as z from "zod/mini";
import { byChannel } from "../functions/domain/channel.ts";
import { consumers, type FunctionName, FUNCTIONS, routes } from "../functions/routes.ts";
import { settingsSchema } from "../functions/settings/schema.ts";
import { backup, budgets, permissionsBoundary, tags, zone } from "./operator-settings.ts";

/** What CloudWatch Logs accepts, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653,
] as const;

const publicUrl = z.string().check(
  z.refine((text) => URL.canParse(text) && new URL(text).protocol === "https:" && !text.endsWith("/"), {
    error: "must be an https URL without a trailing slash",
  }),
  z.refine((text) => !URL.canParse(text) || new URL(text).username === "", {
    error: "must hold no login: users see it",
  }),
);

const env = z.strictObject({
  account: z.string().check(z.regex(/^\d{12}$/, "must be the 12 digits of an AWS account")),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region like eu-central-1")),
});

const rate = z.strictObject({
  requestsPerSecond: z.number().check(z.gt(0), z.lte(10_000)),
  burst: z.int().check(z.gte(1), z.lte(5000)),
});

/** The paths of routes.ts, as `METHOD /path`. */
const ROUTES = routes.map(({ method, path }) => `${method} ${path}` as const);

const FUNCTION_NAMES = [
  ...(Object.keys(FUNCTIONS) as FunctionName[]),
  ...consumers.map(({ handler }) => handler),
];

const throttle = z.strictObject({
  requestsPerSecond: z._default(rate.shape.requestsPerSecond, 100),
  burst: z._default(rate.shape.burst, 200),
  /** A route's own rate limit, below that of the whole API; those that are left out keep {@link ROUTE_RATES}. */
  routes: z._default(z.partialRecord(z.enum(ROUTES), rate), {}),
});

const cidrs = z._default(
  z
    .array(
      z.string().check(z.refine(isCidr, { error: "must be a network like 192.0.2.0/24 or 2001:db8::/32" })),
    )
    .check(z.maxLength(10_000)),
  [],
);

const waf = z.strictObject({
  enabled: z._default(z.boolean(), false),
  /** Never rate limited or blocked by managed rules. */
  allow: cidrs,
  /** Blocked before anything else. */
  deny: cidrs,
  /** What one address may ask of POST /otp/request in five minutes. */
  requestsPerFiveMinutes: z._default(z.int().check(z.gte(10), z.lte(2_000_000)), 100),
  /** What one address may ask of all paths together in five minutes, servers with a key and providers' reports left out. */
  anyPathPerFiveMinutes: z._default(z.int().check(z.gte(10), z.lte(2_000_000)), 2000),
  /** Whether every request that the firewall looked at is written down, with its address. */
  logs: z._default(z.boolean(), false),
});

const domain = z.strictObject({
  name: z
    .string()
    .check(
      z.regex(
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        "must be a host name like id.example.com",
      ),
    ),
  certificateArn: z
    .string()
    .check(
      z.regex(
        /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[a-f0-9-]+$/,
        "must be the ARN of an ACM certificate",
      ),
    ),
  /** Where its DNS record is made; without it, the owner makes it. */
  ...zone,
});

const concurrency = z._default(
  z.partialRecord(z.enum(FUNCTION_NAMES), z.int().check(z.gte(1), z.lte(10_000))),
  {},
);

/** What SQS takes as the most consumers of one queue. */
const consumersAtOnce = z.int().check(z.gte(2), z.lte(1000));

/** The shape of one stage of cdk.json. */
export const stageSchema = z.strictObject({
  /** What the functions know; everything else here is for the infrastructure. */
  settings: z.prefault(settingsSchema, {}),
  /** Where it is deployed; by default wherever the CDK's credentials point. */
  env: z.optional(env),
  /** Where clients reach the service; by default its domain, or else the API's own address. */
  publicUrl: z.optional(publicUrl),
  /** A domain of the owner's for the API, which then no longer answers on its default address. */
  domain: z.optional(domain),
  /** By default `latchkey-<stage>`. */
  tableName: z.optional(
    z
      .string()
      .check(
        z.regex(/^[A-Za-z0-9_.-]{3,255}$/, "must be 3 to 255 letters, digits, dots, dashes or underscores"),
      ),
  ),
  /** Who holds the key that encrypts the table at rest: AWS at no cost, or a key of this account that can be audited. */
  tableEncryption: z._default(z.enum(["aws-owned", "customer-managed"]), "aws-owned"),
  /** Whether table, keys and logs go with their stack; otherwise they are protected and stay behind. */
  removeDataOnDestroy: z._default(z.boolean(), false),
  logRetentionDays: z._default(z.literal(RETENTION_DAYS), 90),
  /** How often passcode, cookie and signing keys are replaced. */
  rotationDays: z._default(z.int().check(z.gte(1), z.lte(365)), 30),
  /** Names of the KMS keys that tokens are signed with, if `settings.signing` is "kms": the first signs, all are published. */
  kmsSigningKeys: z._default(
    z
      .array(
        z.string().check(z.regex(/^[a-z0-9-]{1,20}$/, "must be made of small letters, digits and dashes")),
      )
      .check(z.minLength(1), z.maxLength(4)),
    ["first"],
  ),
  /** False where the sender's domain or address is verified in this account and region already. */
  createEmailIdentity: z._default(z.boolean(), true),
  /** True until Amazon SES lets this account write to strangers. */
  sesSandbox: z._default(z.boolean(), false),
  /**
   * How long Amazon SES tries to deliver an e-mail, whatever the life of its code: a greylisting server refuses the first
   * try, and remembers the sender only when it is tried again. AWS takes 300 to 50400.
   */
  emailTrySeconds: z._default(z.int().check(z.gte(300), z.lte(50_400)), 900),
  /** The account's settings for SMS in this region; left alone where it is left out. */
  smsAccount: z.optional(
    z.strictObject({
      /** What SNS may spend in a calendar month before it sends nothing any more; AWS caps it by a quota of the account. */
      monthlySpendUsd: z.int().check(z.gte(1), z.lte(1_000_000)),
      /** Who an SMS is from, where a country shows it. */
      senderId: z.optional(
        z
          .string()
          .check(
            z.regex(
              /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/,
              "must be 1 to 11 letters and digits, one letter at least",
            ),
          ),
      ),
      /** Has SNS log the delivery of every SMS of the account in this region, and reads the log. */
      deliveryLogs: z._default(z.boolean(), false),
    }),
  ),
  /** How many functions deliver one channel's messages at the same time. */
  deliverers: z.prefault(z.strictObject(byChannel(() => z._default(consumersAtOnce, 10))), {}),
  /** What the whole API takes before it answers 429, and each route. */
  throttle: z.prefault(throttle, {}),
  waf: z.prefault(waf, {}),
  /** An API key for the owner's servers, with limits of its own; none without. */
  serverClients: z.optional(z.extend(rate, { requestsPerDay: z.int().check(z.gte(1), z.lte(100_000_000)) })),
  /** Functions that may never run more often at the same time, and cannot be starved by others, by name. */
  reservedConcurrency: concurrency,
  /** Functions kept warm, at a price per hour, by name. */
  provisionedConcurrency: concurrency,
  /** Whether a new version first serves a tenth of the calls, and is taken back when an alarm goes off. */
  canary: z._default(z.boolean(), false),
  /** Who is told when something is wrong; without it, no alarm is sent. */
  alarmEmail: z.optional(z.email("must be an e-mail address")),
  /** Tags of everything, beside `service` and `stage`. */
  tags,
  /** Who is told what the account costs. */
  budgets: z.optional(budgets),
  /** What bounds every role of the stage. */
  permissionsBoundary: z.optional(permissionsBoundary),
  /** Daily backups of the table. */
  backup: z.optional(backup),
});

/** One stage of cdk.json, checked, with every default filled in. */
export type StageConfig = Readonly<z.infer<typeof stageSchema>>;

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return (
    rest.length === 0 &&
    most !== undefined &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) >= 1 &&
    Number(bits) <= most
  );
}
