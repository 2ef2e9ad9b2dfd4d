import { VISIBILITY_SECONDS } from "../../../functions/delivery/retries.ts";
import { settingsSchema } from "../../../functions/settings/schema.ts";
import { ROUTE_RATES } from "../../../lib/constructs/route-rates.ts";
import { stageSchema } from "../../../lib/stage-schema.ts";

/** What bounds a stage: a setting of its owner, a quota of the account, or a fact of AWS. */
export interface Limit {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Where the value is from. */
  readonly source: string;
  /** Where it is raised; absent where it cannot be, or where another of these does it. */
  readonly raise?: string;
  /** What so many sign-ins a second need of it. */
  readonly need?: (signIns: number) => number;
}

const AWS = "https://docs.aws.amazon.com";
const SCHEMA = "lib/stage-schema.ts, its default";
const stage = stageSchema.parse({});

/** Requests of one sign-in: for a code, with the code, for the session. */
export const REQUESTS = 3;

/** Room above the mean: what comes by chance is uneven, and so are partitions. */
const HEADROOM = 1.25;

const atLeast = (each: number) => (signIns: number) => Math.ceil((each * signIns * HEADROOM) / 100) * 100;

const route = (what: string, name: keyof typeof ROUTE_RATES): Limit => ({
  ...{ what, unit: "a second", source: "lib/constructs/route-rates.ts", need: atLeast(1) },
  value: ROUTE_RATES[name].requestsPerSecond,
  raise: `\`throttle.routes\`, \`${name}\``,
});

/** Writes of one sign-in, each of one unit. test/http/operations/costs.test.ts counts them. */
export const WRITES = { request: 3, delivery: 2, verify: 1, afterwards: 2 } as const;
export const WRITES_OF_A_SIGN_IN = Object.values(WRITES).reduce<number>((sum, count) => sum + count, 0);

/** Every limit that the simulation knows. `npm run simulate -- --limits` prints them. */
export const LIMITS = {
  stageRate: {
    ...{ what: "the stage's rate", unit: "requests a second", source: SCHEMA },
    value: stage.throttle.requestsPerSecond,
    raise: "`throttle.requestsPerSecond` and `burst`",
    need: atLeast(REQUESTS),
  },
  requestRate: route("the route for a code", "POST /otp/request"),
  verifyRate: route("the route of the code", "POST /otp/verify"),
  sessionRate: route("the route of the session", "GET /otp/session"),
  apiRate: {
    ...{ what: "API Gateway's rate", value: 10_000, unit: "requests a second" },
    source: "https://repost.aws/knowledge-center/api-gateway-throttling",
    raise: "Service Quotas `L-8A5B8E43`",
    need: atLeast(REQUESTS),
  },
  apiBurst: {
    ...{ what: "API Gateway's burst", value: 5000, unit: "requests" },
    source: "as its rate: AWS sets it from the rate",
  },
  concurrency: {
    ...{ what: "Lambda's functions at work", value: 1000, unit: "at once" },
    source: `${AWS}/lambda/latest/dg/gettingstarted-limits.html`,
    raise: "Service Quotas, _Concurrent executions_",
    need: (signIns: number) => Math.ceil((0.35 * signIns) / 100) * 100 + 500,
  },
  callsPerConcurrency: {
    ...{ what: "Lambda's calls for each of these", value: 10, unit: "a second" },
    source: `${AWS}/lambda/latest/dg/gettingstarted-limits.html#api-requests`,
  },
  newEnvironments: {
    ...{ what: "Lambda's new environments of a function", value: 1000, unit: "in ten seconds" },
    source: `${AWS}/lambda/latest/dg/scaling-behavior.html`,
  },
  warmEnvironments: {
    ...{ what: "environments kept warm, of each function of a sign-in", value: 0, unit: "" },
    source: SCHEMA,
    raise: "`provisionedConcurrency`",
    // Each answers ten calls a second at most.
    need: (signIns: number) => Math.ceil(signIns / 10),
  },
  tableWrites: {
    ...{ what: "DynamoDB's quota of a table", value: 40_000, unit: "writes a second" },
    source: `${AWS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
    raise: "Service Quotas, _Table-level write throughput limit_",
    need: atLeast(WRITES_OF_A_SIGN_IN),
  },
  warmWrites: {
    ...{ what: "DynamoDB's warm throughput", value: 4000, unit: "writes a second" },
    source: `${AWS}/amazondynamodb/latest/developerguide/warm-throughput.html: a new table's`,
    raise: "`--warm-throughput`, the day before",
    need: atLeast(WRITES_OF_A_SIGN_IN * 1.1),
  },
  partitionWrites: {
    ...{ what: "a partition's writes", value: 1000, unit: "a second" },
    source: `${AWS}/amazondynamodb/latest/developerguide/bp-partition-key-design.html`,
  },
  partitionReads: {
    ...{ what: "a partition's reads", value: 3000, unit: "a second" },
    source: `${AWS}/amazondynamodb/latest/developerguide/bp-partition-key-design.html`,
  },
  splitSeconds: {
    ...{ what: "how long a hot partition takes to split", value: 300, unit: "seconds" },
    source: "assumed: AWS says minutes and gives no number",
  },
  lanes: {
    ...{ what: "batches of a shard at once, `dispatch`", value: 10, unit: "" },
    source: "lib/constructs/stream.ts",
  },
  spendWrites: {
    ...{ what: "the day's money: one item for all SMS", value: 1000, unit: "writes a second" },
    source: "a partition's writes; ADR 44",
  },
  deliverers: {
    ...{ what: "deliverers of a channel", value: stage.deliverers.email, unit: "at once", source: SCHEMA },
    raise: "`deliverers`",
    need: (signIns: number) => Math.ceil((signIns * HEADROOM) / 500) * 10,
  },
  newDeliverers: {
    ...{ what: "more deliverers, from five on", value: 300, unit: "a minute" },
    source: `${AWS}/lambda/latest/dg/services-sqs-scaling.html`,
  },
  messageRate: {
    ...{ what: "SES's send rate", value: 14, unit: "a second" },
    source: `${AWS}/ses/latest/dg/manage-sending-quotas.html; often 14 after the sandbox`,
    raise: "Service Quotas, _Sending rate_",
    need: atLeast(1),
  },
  messagesADay: {
    ...{ what: "SES's day", value: 50_000, unit: "messages in 24 hours" },
    source: "as its rate; often 50 000 after the sandbox",
    raise: "Service Quotas, _Sending quota_",
    need: (signIns: number) => signIns * 86_400,
  },
  smsRate: {
    ...{ what: "what carriers take from one US short code", value: 100, unit: "a second" },
    source: `${AWS}/sms-voice/latest/userguide/sms-limitations-mps.html`,
    raise: "more short codes, in weeks",
    need: atLeast(1),
  },
  codeSeconds: {
    ...{ what: "the life of a code", value: settingsSchema.parse({}).passcode.ttlSeconds, unit: "seconds" },
    source: "functions/settings/passcode.ts, its default",
  },
  hiddenSeconds: {
    ...{ what: "how long the queue hides a message", value: VISIBILITY_SECONDS, unit: "seconds" },
    source: "functions/delivery/retries.ts",
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;
export type Values = Readonly<Record<LimitName, number>>;

/** Everything as it is out of the box, in an account with AWS's usual quotas. */
export const DEFAULTS = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { value }]) => [name, value]),
) as Values;

/** How long things take, in seconds. All of it is assumed: docs/cost.md says why. */
export const SECONDS = {
  ...{ request: 0.04, verify: 0.04, session: 0.025, delivery: 0.2 },
  dispatchCall: 0.02,
  /** To the queue, or to the table. */
  callOfDispatch: 0.005,
  /** A function's first answer beside its usual one. */
  coldStart: 0.6,
  /** API Gateway, and the way there and back. */
  gateway: 0.03,
  /** From SES or the carrier to the person's eyes; and from there to the code being typed. */
  ...{ arrival: 2, leastTyping: 5, mostTyping: 15 },
  /** Lambda looks into a shard four times a second. */
  poll: 0.25,
  /** The client of the table tries three times, later each time (functions/storage/dynamodb/storage.ts). */
  tableRetry: 0.1,
} as const;

/** By how much of its mean the time of a call differs, up and down. */
export const SPREAD = 0.3;

/** The number of tries of the table's client. */
export const TABLE_TRIES = 3;

/** Messages that one call of a deliverer takes: lib/constructs/delivery.ts. Records of a batch of the stream, and its orders to a call. */
export const BATCH = { delivery: 10, dispatch: 100, orders: 10 } as const;
