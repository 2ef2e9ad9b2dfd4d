import * as z from "zod/mini";
import { describeIssue, settingsSchema } from "../functions/settings.ts";

/** What CloudWatch Logs accepts, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653,
] as const;

const publicUrl = z.string().check(
  z.refine((text) => URL.canParse(text) && new URL(text).protocol === "https:" && !text.endsWith("/"), {
    error: "must be an https URL without a trailing slash",
  }),
);

const env = z.strictObject({
  account: z.string().check(z.regex(/^\d{12}$/, "must be the 12 digits of an AWS account")),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region like eu-central-1")),
});

const throttle = z.strictObject({
  requestsPerSecond: z._default(z.int().check(z.gte(1), z.lte(10_000)), 100),
  burst: z._default(z.int().check(z.gte(1), z.lte(5000)), 200),
});

const stageSchema = z.strictObject({
  /** What the functions know; everything else here is for the infrastructure. */
  settings: z.prefault(settingsSchema, {}),
  /** Where it is deployed; by default wherever the CDK's credentials point. */
  env: z.optional(env),
  /** Where clients reach the service; by default the API's own address. */
  publicUrl: z.optional(publicUrl),
  /** Whether table, keys and logs go with their stack; otherwise they are protected and stay behind. */
  removeDataOnDestroy: z._default(z.boolean(), false),
  logRetentionDays: z._default(z.literal(RETENTION_DAYS), 90),
  /** False where the sender's domain or address is verified in this account and region already. */
  createEmailIdentity: z._default(z.boolean(), true),
  /** True until Amazon SES lets this account write to strangers. */
  sesSandbox: z._default(z.boolean(), false),
  /** What the whole API takes before it answers 429. */
  throttle: z.prefault(throttle, {}),
});

/** One stage of cdk.json, checked, with every default filled in. */
export type StageConfig = Readonly<z.infer<typeof stageSchema>>;

/** The name is part of the names of resources, some of which may have 64 characters. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * Reads a stage from the `stages` of cdk.json's context.
 * @throws Error that lists every fault with its place
 */
export function parseStage(stages: unknown, name: string): StageConfig {
  const known = isRecord(stages) ? Object.keys(stages) : [];
  if (!isRecord(stages) || !known.includes(name)) {
    throw new Error(
      `There is no stage "${name}" in cdk.json. Its stages are: ${known.join(", ") || "none"}.`,
    );
  }
  const faults = STAGE_NAME.test(name)
    ? []
    : [`stages.${name}: a stage's name is made of small letters, digits and dashes, 20 at most`];
  const result = z.safeParse(stageSchema, stages[name]);
  if (result.success && faults.length === 0) return result.data;
  faults.push(
    ...(result.error?.issues ?? []).flatMap(describeIssue).map((fault) => `stages.${name}.${fault}`),
  );
  throw new Error(`The configuration is wrong:\n${faults.map((fault) => `- ${fault}`).join("\n")}`);
}

/**
 * Refuses to deploy what only works on a laptop.
 * @throws Error that lists every fault with its place
 */
export function requireDeployable(name: string, { settings: { channels } }: StageConfig): void {
  const faults = Object.entries(channels)
    .filter(([, { providers }]) => (providers as readonly string[]).includes("inbox"))
    .map(
      ([channel]) =>
        `- stages.${name}.settings.channels.${channel}.providers: "inbox" delivers to nobody; it is for the local service`,
    );
  if (faults.length > 0) throw new Error(`The stage cannot be deployed:\n${faults.join("\n")}`);
}

/** Lays an override over settings, or over a stage: objects are merged, anything else, arrays included, is replaced. */
export function mergeSettings(base: unknown, override: unknown): unknown {
  if (!isRecord(base) || !isRecord(override)) return override;
  const merged = Object.entries(override).map(([name, value]) => [
    name,
    Object.hasOwn(base, name) ? mergeSettings(base[name], value) : value,
  ]);
  return { ...base, ...(Object.fromEntries(merged) as object) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
