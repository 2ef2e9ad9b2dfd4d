import { Fault } from "./domain/errors.ts";
import type { Channel } from "./domain/channel.ts";
import {
  type FunctionNeeds,
  type Route,
  type RotatingSecret,
  type RouteCondition,
  routes,
  type SecretName,
} from "./routes.ts";
import { issuerFault } from "./settings/issuer-fault.ts";
import { passkeyFaults } from "./settings/passkey-party.ts";
import {
  asksFactors,
  asksTurnstile,
  believes,
  callsApps,
  callsWebhooks,
  enabledChannels,
  hasDeskPages,
  needsCredentials,
  offersPush,
  type Settings,
  tellsEvents,
  neededCredentials,
} from "./settings.ts";
import { readSettings, type SettingsRead } from "./settings-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Set for who orders calls to apps. */
export const OUTBOUND_VARIABLE = "QUEUE_URL_OUTBOUND";

/** Set for who orders events to be told, and for who tells them and has them come again. */
export const EVENTS_VARIABLE = "QUEUE_URL_EVENTS";

const WEBHOOKS_VARIABLE = "SECRET_ID_WEBHOOKS";
const PROVIDERS_VARIABLE = "SECRET_ID_PROVIDERS";
const BOT_CHECK_VARIABLE = "SECRET_ID_BOT_CHECK";

/** The description of the API in OpenAPI, beside the code of the function that publishes it. */
export const API_DESCRIPTION = "openapi.json";

const LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR", "SILENT"] as const;

/** What a function knows of where it runs. Parts that its row in routes.ts does not name are empty. */
export interface Config {
  readonly stage: string;
  /** Where the service is reached, without a trailing slash: the `iss` of tokens, and the host that an SMS names. */
  readonly publicUrl: string;
  readonly settings: Settings;
  readonly tableName: string;
  readonly secretIds: Readonly<Record<SecretName, string>>;
  /** The KMS keys that tokens are signed with: the first signs, all are published. None where the signing secret is used. */
  readonly signingKeyIds: readonly string[];
  /** Of the channels that are enabled. */
  readonly queueUrls: Readonly<Partial<Record<Channel, string>>>;
  /** The queue of calls to apps; empty where none is called. */
  readonly outboundQueueUrl: string;
  /** The queue of events; empty where the owner has nothing told. */
  readonly eventsQueueUrl: string;
  /** The secret with what calls to receivers of events are signed with; empty where none is called. */
  readonly webhooksSecretId: string;
  /** The secret with what providers log in with; empty where none does. */
  readonly providersSecretId: string;
  /** The secret with the key of the bot check; empty where that needs none. */
  readonly botCheckSecretId: string;
  /** What SES is told to treat e-mails by, of the one function that sends them through SES. */
  readonly sesConfigurationSet?: string | undefined;
  /** The same for AWS End User Messaging, of the functions that send through it. */
  readonly messagingConfigurationSet?: string | undefined;
  /** Where the owner's words lie; they are the built-in ones without it. */
  readonly wordsFolder?: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** No secret has a name: for who keeps keys elsewhere, and for who reads one secret alone. */
export const NO_SECRET_IDS: Config["secretIds"] = {
  recipient: "",
  passcode: "",
  cookie: "",
  form: "",
  signing: "",
  verifying: "",
  factor: "",
  push: "",
};

/** Whether this process is a Lambda function, which composes its services while it starts. */
export const inLambda = process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;

/** Set for the function that sends through SES alone: its row in routes.ts is that of the other channels too. */
export const SES_CONFIGURATION_SET = "SES_CONFIGURATION_SET";

/** Set for the functions that send through AWS End User Messaging alone. */
export const MESSAGING_CONFIGURATION_SET = "MESSAGING_CONFIGURATION_SET";

/** The routes of a service with these settings: a provider that it does not use has nothing to call. */
export function servedRoutes(settings: Settings): readonly (typeof routes)[number][] {
  return routes.filter(({ onlyWith }: Route) => onlyWith === undefined || meets(onlyWith, settings));
}

function meets(condition: RouteCondition, settings: Settings): boolean {
  switch (condition) {
    case "apple-apps":
      return settings.channels.sms.appleApps.length > 0;
    case "attack-token":
      return settings.attackToken !== undefined;
    case "passkeys":
      return settings.factors.passkeys !== "off";
    case "push":
      return offersPush(settings);
    case "second-factor":
      return asksFactors(settings);
    case "account":
      return settings.account === "on";
    case "desk":
      return settings.desk !== undefined;
    case "desk-pages":
      return hasDeskPages(settings);
    default:
      return neededCredentials(settings).includes(condition);
  }
}

/**
 * The names of the environment variables of a function with these needs; the stack sets exactly these. Where AWS KMS
 * signs, the ids of its keys take the place of the signing secret.
 */
export function variablesOf(
  {
    table,
    secrets,
    enqueues,
    ordersCalls,
    ordersEvents,
    tellsEvents: tells,
    providers,
    checksBots,
  }: FunctionNeeds,
  settings: Settings | undefined,
): string[] {
  const channels = settings ? enabledChannels(settings) : [];
  const kms = settings !== undefined && believes(settings, "kms");
  return [
    ...["STAGE", "PUBLIC_URL"],
    ...(table.length > 0 ? ["TABLE_NAME"] : []),
    ...secrets.flatMap((name) => {
      const left = name === "signing" && settings && !believes(settings, "secret");
      return left ? [] : [secretVariable(name)];
    }),
    ...(kms && secrets.some((name) => name === "signing" || name === "verifying") ? ["SIGNING_KEY_IDS"] : []),
    ...(enqueues === true ? channels.map(queueVariable) : []),
    ...((enqueues ?? ordersCalls) === true && settings && callsApps(settings) ? [OUTBOUND_VARIABLE] : []),
    ...((ordersEvents ?? tells) && settings && tellsEvents(settings) ? [EVENTS_VARIABLE] : []),
    ...(tells && settings && callsWebhooks(settings) ? [WEBHOOKS_VARIABLE] : []),
    ...(providers === true && settings && needsCredentials(settings) ? [PROVIDERS_VARIABLE] : []),
    ...(checksBots === true && settings && asksTurnstile(settings) ? [BOT_CHECK_VARIABLE] : []),
  ];
}

/** What a function needs, by its settings; undefined where those cannot be read. */
export type NeedsOf = (settings: Settings | undefined) => FunctionNeeds;

/** Read once by a process, by the first that asks. */
let ownSettings: Promise<SettingsRead> | undefined;

/** {@link readConfig} of the function that this process is, with the settings beside its code. */
export async function readOwnConfig(needs: FunctionNeeds | NeedsOf): Promise<Config> {
  return readConfig(needs, process.env, await (ownSettings ??= readSettings(process.env.LAMBDA_TASK_ROOT)));
}

/**
 * Reads a function's environment, at cold start.
 * @param read its settings
 * @throws Fault `configuration`, which lists every fault at once
 */
export function readConfig(
  needs: FunctionNeeds | NeedsOf,
  environment: Environment,
  read: SettingsRead,
): Config {
  const value = (name: string) => environment[name] ?? "";
  const settings = "settings" in read ? read.settings : undefined;
  const faults = variablesOf(typeof needs === "function" ? needs(settings) : needs, settings)
    .filter((name) => value(name) === "")
    .map((name) => `${name}: is not set`);
  if (value("PUBLIC_URL") !== "" && !/^https?:$/.test(URL.parse(value("PUBLIC_URL"))?.protocol ?? "")) {
    faults.push("PUBLIC_URL: must be an http or https URL");
  }
  const logLevel = LOG_LEVELS.find((level) => level === (value("LOG_LEVEL") || "INFO"));
  if (logLevel === undefined) faults.push(`LOG_LEVEL: must be one of ${LOG_LEVELS.join(", ")}`);
  if ("faults" in read) faults.push(...read.faults);
  const publicUrl = value("PUBLIC_URL").replace(/\/+$/, "");
  const passes = settings && issuerFault(settings, publicUrl);
  if (passes) faults.push(`settings.session.audience: ${passes}`);
  // On AWS's own address passkeys are off, and the rest serves on.
  if (settings && URL.canParse(publicUrl))
    for (const { place, words } of passkeyFaults(settings.factors.passkeys, publicUrl))
      if (place !== "passkeys") faults.push(`settings.factors.${place}: ${words}`);
  if (faults.length > 0 || settings === undefined || logLevel === undefined) {
    throw new Fault(
      "configuration",
      `The configuration is wrong:\n${faults.map((fault) => `- ${fault}`).join("\n")}`,
    );
  }
  return {
    stage: value("STAGE"),
    publicUrl,
    settings,
    tableName: value("TABLE_NAME"),
    secretIds: {
      recipient: value(secretVariable("recipient")),
      passcode: value(secretVariable("passcode")),
      cookie: value(secretVariable("cookie")),
      form: value(secretVariable("form")),
      signing: value(secretVariable("signing")),
      verifying: value(secretVariable("verifying")),
      factor: value(secretVariable("factor")),
      push: value(secretVariable("push")),
    },
    signingKeyIds: value("SIGNING_KEY_IDS").split(" ").filter(Boolean),
    queueUrls: Object.fromEntries(
      enabledChannels(settings).map((channel) => [channel, value(queueVariable(channel))]),
    ),
    outboundQueueUrl: value(OUTBOUND_VARIABLE),
    eventsQueueUrl: value(EVENTS_VARIABLE),
    webhooksSecretId: value(WEBHOOKS_VARIABLE),
    providersSecretId: value(PROVIDERS_VARIABLE),
    botCheckSecretId: value(BOT_CHECK_VARIABLE),
    sesConfigurationSet: value(SES_CONFIGURATION_SET) || undefined,
    messagingConfigurationSet: value(MESSAGING_CONFIGURATION_SET) || undefined,
    // Lambda says where a function's code is.
    wordsFolder: environment.LAMBDA_TASK_ROOT && `${environment.LAMBDA_TASK_ROOT}/words`,
    logLevel,
  };
}

/** Where the secrets are that rotate, for the function that rotates them. There is no signing secret where AWS KMS signs. */
export type RotatingSecretIds = Readonly<Record<Exclude<RotatingSecret, "signing">, string>> & {
  readonly signing?: string;
  /** What a rotation of the signing keys writes as well. */
  readonly verifying?: string;
};

/** The variables of {@link readRotatingSecretIds}, by secret. */
export const ROTATION_VARIABLES: Readonly<Record<RotatingSecret | "verifying", string>> = {
  passcode: secretVariable("passcode"),
  cookie: secretVariable("cookie"),
  form: secretVariable("form"),
  signing: secretVariable("signing"),
  verifying: secretVariable("verifying"),
};

/** @throws Fault `configuration`, which lists every variable that is not set */
export function readRotatingSecretIds(environment: Environment = process.env): RotatingSecretIds {
  const value = (name: keyof typeof ROTATION_VARIABLES) => environment[ROTATION_VARIABLES[name]] || undefined;
  const [passcode, cookie, form] = [value("passcode"), value("cookie"), value("form")];
  const [signing, verifying] = [value("signing"), value("verifying")];
  const faults = (["passcode", "cookie", "form"] as const).filter((name) => value(name) === undefined);
  if (passcode === undefined || cookie === undefined || form === undefined)
    throw new Fault(
      "configuration",
      `The configuration is wrong:\n${faults.map((name) => `- ${ROTATION_VARIABLES[name]}: is not set`).join("\n")}`,
    );
  return {
    ...{ passcode, cookie, form },
    ...(signing !== undefined && { signing }),
    ...(verifying !== undefined && { verifying }),
  };
}

/** What the local service reads from its environment. */
export interface LocalEnvironment {
  readonly port: number;
  readonly host: string;
  /** The folder that keeps table and keys between runs; in memory without it. */
  readonly dataFolder: string | undefined;
  /** A JSON file that overrides settings of the local stage. */
  readonly settingsFile: string | undefined;
  /** A JSON file with what real providers log in with, of the shape of a stage's providers' secret. */
  readonly credentialsFile: string | undefined;
}

/** @throws Fault `configuration` */
export function readLocalEnvironment(environment: Environment = process.env): LocalEnvironment {
  const port = Number(environment.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Fault(
      "configuration",
      `The configuration is wrong:\n- PORT: must be a port number, not "${environment.PORT ?? ""}"`,
    );
  }
  return {
    port,
    host: environment.HOST || "127.0.0.1",
    dataFolder: environment.LATCHKEY_DATA || undefined,
    settingsFile: environment.LATCHKEY_SETTINGS || undefined,
    credentialsFile: environment.LATCHKEY_CREDENTIALS || undefined,
  };
}

/** The owner's own file of stages, where commands read stages; those of cdk.json alone without it. */
export function readStagesFile(environment: Environment = process.env): string | undefined {
  return environment.LATCHKEY_STAGES || undefined;
}

/** What becomes of changes that were made live when a deployment touches them, where the command does not say it. */
export function readLiveChoice(environment: Environment = process.env): string | undefined {
  return environment.LATCHKEY_LIVE || undefined;
}

/** The queue of one channel: set for who enqueues, and for the function of that channel, which gives messages back to it. */
export function queueVariable(channel: Channel): string {
  return `QUEUE_URL_${channel.toUpperCase()}`;
}

function secretVariable(name: SecretName): string {
  return `SECRET_ID_${name.toUpperCase()}`;
}
