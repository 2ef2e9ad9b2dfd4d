import { LOCAL_PROVIDERS } from "../functions/delivery/options.ts";
import * as z from "zod/mini";
import { describeIssue, enabledChannels } from "../functions/settings.ts";
import { sizeFaults } from "./settings-file.ts";
import { type StageConfig, stageSchema } from "./stage-schema.ts";

export type { StageConfig } from "./stage-schema.ts";

/** The table of a stage. */
export function tableNameOf(stage: string, { tableName }: Pick<StageConfig, "tableName">): string {
  return tableName ?? `latchkey-${stage}`;
}

/** The name is part of the names of resources, some of which may have 64 characters. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * Reads a stage from the `stages` of cdk.json's context.
 * @throws Error that lists every fault with its place
 */
export function parseStage(stages: unknown, name: unknown): StageConfig {
  const known = isRecord(stages) ? Object.keys(stages) : [];
  const choice = `Its stages are: ${known.join(", ") || "none"}.`;
  if (typeof name !== "string" || name === "") {
    throw new Error(
      `No stage is named. Add --context stage=NAME, or "stage" to the context of cdk.json. ${choice}`,
    );
  }
  if (!isRecord(stages) || !known.includes(name)) {
    throw new Error(`There is no stage "${name}" in cdk.json. ${choice}`);
  }
  const faults = STAGE_NAME.test(name)
    ? []
    : [`stages.${name}: a stage's name is made of small letters, digits and dashes, 20 at most`];
  const result = z.safeParse(stageSchema, stages[name]);
  faults.push(
    ...(result.error?.issues ?? []).flatMap(describeIssue).map((fault) => `stages.${name}.${fault}`),
    ...(result.success ? contradictions(name, result.data).map((fault) => `stages.${name}.${fault}`) : []),
    ...sharedTables(stages, name),
    ...(result.success ? sharedSmsAccounts(stages, name, result.data) : []),
  );
  if (result.success && faults.length === 0) return result.data;
  throw new Error(`The configuration is wrong:\n${faults.map((fault) => `- ${fault}`).join("\n")}`);
}

/** What each setting allows and all of them together do not. */
function contradictions(name: string, { env: where, domain: own, ...config }: StageConfig): string[] {
  const faults = sizeFaults(config.settings);
  const [, , , region] = own?.certificateArn.split(":") ?? [];
  if (own && !where) {
    faults.push(
      'env: a stage with a domain has to name its account and region, like {"account": "...", "region": "..."}',
    );
  } else if (own && region !== where?.region) {
    faults.push(
      `domain.certificateArn: the certificate is in ${region ?? ""}, but the API is in ${where?.region ?? ""}; request one in ${where?.region ?? ""}`,
    );
  }
  if (own && config.publicUrl !== undefined && new URL(config.publicUrl).hostname !== own.name) {
    faults.push(`publicUrl: must be https://${own.name}, the stage's domain, or be left out`);
  }
  faults.push(...excessiveRates(config.throttle));
  if (config.canary && config.alarmEmail === undefined)
    faults.push("canary: needs an alarmEmail, or nobody learns that a version was taken back");
  faults.push(...concurrencyFaults(config));
  if (name !== "prod") return faults;
  if (config.removeDataOnDestroy)
    faults.push(
      "removeDataOnDestroy: must be false in prod, or deleting the stack deletes every customer's data",
    );
  if (config.sesSandbox)
    faults.push("sesSandbox: must be false in prod; ask AWS to take the account out of the SES sandbox");
  if (config.settings.testRecipients.length > 0 && !config.settings.allowTestRecipients)
    faults.push(
      "settings.testRecipients: must be empty in prod, or whoever knows a fixed code signs in with it; set settings.allowTestRecipients to true if you accept that",
    );
  if (config.alarmEmail === undefined)
    faults.push("alarmEmail: prod needs an address that is told when something is wrong");
  return faults;
}

/** Functions that could never do what another setting asks of them. */
function concurrencyFaults(
  config: Pick<StageConfig, "reservedConcurrency" | "provisionedConcurrency" | "deliverers" | "settings">,
): string[] {
  const reserved: Readonly<Record<string, number | undefined>> = config.reservedConcurrency;
  const tooWarm = Object.entries(config.provisionedConcurrency)
    .filter(([handler, warm]) => warm > (reserved[handler] ?? Infinity))
    .map(
      ([handler, warm]) =>
        `provisionedConcurrency.${handler}: ${warm} cannot be warm where reservedConcurrency allows ${reserved[handler]}; make it ${reserved[handler]} or less`,
    );
  const deliverers = Math.max(
    0,
    ...enabledChannels(config.settings).map((channel) => config.deliverers[channel]),
  );
  const refused = (reserved["deliver-code"] ?? Infinity) < deliverers;
  return [
    ...tooWarm,
    ...(refused
      ? [
          `reservedConcurrency.deliver-code: must be ${deliverers} or more, as many as deliverers allows, or messages are turned away until they are given up`,
        ]
      : []),
  ];
}

/** A route cannot take more than the whole API, which would answer 429 before it. */
function excessiveRates({ routes, ...whole }: StageConfig["throttle"]): string[] {
  return Object.entries(routes).flatMap(([route, own]) =>
    (["requestsPerSecond", "burst"] as const)
      .filter((limit) => own[limit] > whole[limit])
      .map(
        (limit) =>
          `throttle.routes.${route}.${limit}: ${own[limit]} is more than the whole API takes; lower it, or raise throttle.${limit} from ${whole[limit]}`,
      ),
  );
}

/** Two stages must not write into one table: the keys of each make nonsense of the other's items. */
function sharedTables(stages: Readonly<Record<string, unknown>>, name: string): string[] {
  const place = (stage: string) => {
    const { tableName, env: where } = isRecord(stages[stage]) ? stages[stage] : {};
    return JSON.stringify([tableName ?? `latchkey-${stage}`, where ?? null]);
  };
  return Object.keys(stages)
    .filter((other) => other !== name && place(other) === place(name))
    .map(
      (other) =>
        `stages.${name}.tableName: is the table of the stage "${other}" too; give one of them another name`,
    );
}

/** The last deployment decides what SMS of an account and region cost and come from: its stages must say the same. */
function sharedSmsAccounts(
  stages: Readonly<Record<string, unknown>>,
  name: string,
  { smsAccount: own, env: where }: StageConfig,
): string[] {
  if (!own) return [];
  return Object.entries(stages)
    .filter(([other, stage]) => {
      const { smsAccount: theirs, env: there } = isRecord(stage) ? stage : {};
      return (
        other !== name &&
        isRecord(theirs) &&
        same(where, there, ["account", "region"]) &&
        (!same(own, theirs, ["monthlySpendUsd", "senderId"]) ||
          (own.deliveryLogs && theirs.deliveryLogs === true))
      );
    })
    .map(([other, stage]) =>
      isRecord(stage) &&
      isRecord(stage.smsAccount) &&
      same(own, stage.smsAccount, ["monthlySpendUsd", "senderId"])
        ? `stages.${name}.smsAccount.deliveryLogs: the stage "${other}" has them there already, and their log groups can belong to one stage alone; leave it out of one`
        : `stages.${name}.smsAccount: is a setting of the account and region, and the stage "${other}" sets another one there; set the same in both, leave it out of one, or give each an env of its own`,
    );
}

function same(one: unknown, other: unknown, names: readonly string[]): boolean {
  const values = (of: unknown) => names.map((name) => (isRecord(of) ? of[name] : undefined));
  return JSON.stringify(values(one)) === JSON.stringify(values(other));
}

/**
 * Refuses to deploy what only works on a laptop.
 * @throws Error that lists every fault with its place
 */
export function requireDeployable(name: string, { settings: { channels } }: StageConfig): void {
  const faults = Object.entries(channels)
    .filter(([, { providers }]) => providers?.some(({ use }) => LOCAL_PROVIDERS.has(use)))
    .map(
      ([channel]) =>
        `- stages.${name}.settings.channels.${channel}.providers: "inbox" and "console" deliver to nobody; they are for the local service`,
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
