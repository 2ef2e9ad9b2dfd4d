import { LOCAL_PROVIDERS } from "../functions/delivery/options.ts";
import { isCallable } from "../functions/outbound/public-address.ts";
import { faultLine, readStage, type StageFault } from "./stage-faults.ts";
import { ruleFaults } from "./stage-rules.ts";
import type { StageConfig } from "./stage-schema.ts";

export type { StageConfig } from "./stage-schema.ts";

/** The table of a stage. */
export function tableNameOf(stage: string, { tableName }: Pick<StageConfig, "tableName">): string {
  return tableName ?? `latchkey-${stage}`;
}

/** The name is part of the names of resources, some of which may have 64 characters. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

interface ParseOptions {
  /** Whether the stage is to be deployed, so that what only works on a laptop is a fault too. @default false */
  readonly toDeploy?: boolean;
}

/**
 * Reads a stage from the `stages` of cdk.json's context.
 * @throws ConfigurationError that lists every fault with its place, what stands there, why it cannot stay and what to do
 */
export function parseStage(
  stages: unknown,
  name: unknown,
  { toDeploy = false }: ParseOptions = {},
): StageConfig {
  const known = isRecord(stages) ? Object.keys(stages) : [];
  const choice = `Its stages are: ${known.join(", ") || "none"}.`;
  if (typeof name !== "string" || name === "") {
    throw new ConfigurationError(
      `No stage is named. Add --context stage=NAME, or "stage" to the context of cdk.json. ${choice}`,
    );
  }
  if (!isRecord(stages) || !known.includes(name)) {
    throw new ConfigurationError(`There is no stage "${name}" in cdk.json. ${choice}`);
  }
  const written = stages[name];
  const { config, faults: unreadable, unread } = readStage(written);
  const own = isRecord(written) ? written : {};
  const ofStage = [
    ...unreadable,
    ...ruleFaults({ name, config, written: own }, unread),
    ...(toDeploy ? laptopFaults(config) : []),
  ];
  const faults = [
    ...(STAGE_NAME.test(name)
      ? []
      : [`stages.${name}: a stage's name is made of small letters, digits and dashes, 20 at most`]),
    ...ofStage.map((fault) => faultLine(name, written, fault)),
    ...sharedTables(stages, name),
    ...(unread.some((cut) => cut === "" || /^(smsAccount|env)\b/.test(cut))
      ? []
      : sharedSmsAccounts(stages, name, config)),
  ];
  if (faults.length === 0) return config;
  throw new ConfigurationError(
    `The configuration is wrong:\n${faults.map((fault) => `- ${fault}`).join("\n")}`,
  );
}

/** What an owner has to mend. Its message is for the owner; where it was thrown is of no use to them. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
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

const CALLED_BY_HTTPS =
  "is called by https alone, and at no address of one's own machine or network: name an https address of the internet";

function isOfInternet(url: string): boolean {
  return isCallable(url) && !/(^|\.)localhost$/.test(new URL(url).hostname);
}

/** What only works on a laptop. */
function laptopFaults({ settings: { channels, clients, events } }: StageConfig): StageFault[] {
  const unreachable = events.webhooks.flatMap(({ url }, index) =>
    isOfInternet(url) ? [] : [{ place: `settings.events.webhooks.${index}.url`, words: CALLED_BY_HTTPS }],
  );
  const uncallable = clients.flatMap(({ backchannelLogoutUri: uri }, index) =>
    uri === undefined || isOfInternet(uri)
      ? []
      : [{ place: `settings.clients.${index}.backchannelLogoutUri`, words: CALLED_BY_HTTPS }],
  );
  const undelivered = Object.entries(channels)
    .filter(([, { providers }]) => providers?.some(({ use }) => LOCAL_PROVIDERS.has(use)))
    .map(([channel]) => ({
      place: `settings.channels.${channel}.providers`,
      words: '"inbox" and "console" deliver to nobody; they are for the local service: name a real provider',
    }));
  return [...undelivered, ...uncallable, ...unreachable];
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
