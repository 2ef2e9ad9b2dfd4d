import { concurrencyFaults, excessiveRates, unservedRoutes } from "./capacity-rules.ts";
import { channelsTo } from "../functions/domain/channel.ts";
import { issuerFault } from "../functions/settings/issuer-fault.ts";
import { passkeyFaults } from "../functions/settings/passkey-party.ts";
import { deskFaults } from "./desk-rules.ts";
import { operatorFaults } from "./operator-settings.ts";
import { sizeFaults } from "./settings-file.ts";
import { callPriceFaults, spendFaults, unsaidSpend } from "./spend-rules.ts";
import { fault, type StageFault } from "./stage-faults.ts";
import type { StageConfig } from "./stage-schema.ts";

/** What a rule looks at. */
export interface Stage {
  readonly name: string;
  readonly config: StageConfig;
  /** As the owner wrote it, without defaults. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** What settings allow each for itself, and not together. */
interface StageRule {
  /** The settings that it compares: it says nothing where one of them cannot be read. */
  readonly reads: readonly string[];
  readonly faults: (stage: Stage) => readonly StageFault[];
}

const RULES: readonly StageRule[] = [
  {
    reads: ["settings"],
    faults: ({ config }) =>
      sizeFaults(config.settings).map((line) => fault("settings", line.replace("settings: ", ""))),
  },
  { reads: ["env", "domain"], faults: ({ config }) => domainFaults(config) },
  { reads: ["publicUrl", "domain"], faults: ({ config }) => publicUrlFaults(config) },
  {
    reads: ["publicUrl", "domain", "settings.session", "settings.clients"],
    faults: ({ config }) => issuerFaults(config),
  },
  {
    reads: ["publicUrl", "domain", "settings.factors"],
    faults: ({ config }) =>
      passkeyFaults(config.settings.factors.passkeys, addressOf(config)).map(({ place, words }) =>
        fault(`settings.factors.${place}`, words),
      ),
  },
  { reads: ["publicUrl", "domain", "settings.proxy"], faults: ({ config }) => proxyFaults(config) },
  {
    reads: ["domain", "budgets", "backup", "removeDataOnDestroy"],
    faults: ({ config }) => operatorFaults(config),
  },
  { reads: ["throttle"], faults: ({ config }) => excessiveRates(config.throttle) },
  { reads: ["throttle.routes", "settings.channels"], faults: ({ config }) => unservedRoutes(config) },
  {
    reads: ["canary", "alarmEmail"],
    faults: ({ config }) =>
      config.canary && config.alarmEmail === undefined
        ? [fault("canary", "needs an alarmEmail, or nobody learns that a version was taken back")]
        : [],
  },
  {
    reads: ["reservedConcurrency", "provisionedConcurrency", "deliverers", "settings.channels"],
    faults: ({ config }) => concurrencyFaults(config),
  },
  {
    reads: ["settings.channels.sms"],
    faults: ({ config }) => unservedCountries(config),
  },
  { reads: ["settings.channels"], faults: ({ config }) => spendFaults(config) },
  { reads: ["settings.channels"], faults: ({ config }) => callPriceFaults(config) },
  { reads: ["settings.channels"], faults: unsaidSpend },
  { reads: ["waf"], faults: ({ config }) => firewallFaults(config) },
  {
    reads: ["settings.desk", "settings.liveChanges", "settings.channels"],
    faults: ({ name, config }) => deskFaults(name, config.settings),
  },
  { reads: ["kmsSigningKeys", "settings.signing", "settings.signingAlso"], faults: signingFaults },
  {
    reads: ["removeDataOnDestroy"],
    faults: inProd(({ removeDataOnDestroy }) =>
      removeDataOnDestroy
        ? [
            fault(
              "removeDataOnDestroy",
              "must be false in prod, or deleting the stack deletes every customer's data",
            ),
          ]
        : [],
    ),
  },
  {
    reads: ["sesSandbox"],
    faults: inProd(({ sesSandbox }) =>
      sesSandbox
        ? [fault("sesSandbox", "must be false in prod; ask AWS to take the account out of the SES sandbox")]
        : [],
    ),
  },
  {
    reads: ["settings.testRecipients", "settings.allowTestRecipients"],
    faults: inProd(({ settings: { testRecipients, allowTestRecipients } }) =>
      testRecipients.length > 0 && !allowTestRecipients
        ? [
            fault(
              "settings.testRecipients",
              "must be empty in prod, or whoever knows a fixed code signs in with it; set settings.allowTestRecipients to true if you accept that",
            ),
          ]
        : [],
    ),
  },
  {
    reads: ["alarmEmail"],
    faults: inProd(({ alarmEmail }) =>
      alarmEmail === undefined
        ? [fault("alarmEmail", "prod needs an address that is told when something is wrong")]
        : [],
    ),
  },
];

/** What all settings together do not allow. @param unread settings that cannot be read, and are not judged */
export function ruleFaults(stage: Stage, unread: readonly string[]): StageFault[] {
  const within = (one: string, other: string) => one === other || one.startsWith(`${other}.`) || other === "";
  return RULES.filter(
    ({ reads }) => !reads.some((read) => unread.some((cut) => within(read, cut) || within(cut, read))),
  ).flatMap(({ faults }) => faults(stage));
}

function inProd(faults: (config: StageConfig) => readonly StageFault[]): StageRule["faults"] {
  return ({ name, config }) => (name === "prod" ? faults(config) : []);
}

function domainFaults({ env: where, domain }: StageConfig): StageFault[] {
  if (!domain) return [];
  const [, , , region = ""] = domain.certificateArn.split(":");
  if (!where)
    return [
      fault(
        "env",
        'a stage with a domain has to name its account and region, like {"account": "...", "region": "..."}',
      ),
    ];
  if (region === where.region) return [];
  return [
    fault(
      "domain.certificateArn",
      `the certificate is in ${region}, but the API is in ${where.region}; request one in ${where.region}`,
    ),
  ];
}

function publicUrlFaults({ publicUrl, domain }: StageConfig): StageFault[] {
  if (publicUrl === undefined || !domain || new URL(publicUrl).hostname === domain.name) return [];
  return [fault("publicUrl", `must be https://${domain.name}, the stage's domain, or be left out`)];
}

/** Where the service is reached; the address that AWS makes up is not known here. */
function addressOf({ publicUrl, domain }: StageConfig): string | undefined {
  return publicUrl ?? (domain && `https://${domain.name}`);
}

/** Functions that find it at the address that AWS makes up do not start. */
function issuerFaults({ settings, ...config }: StageConfig): StageFault[] {
  const issuer = addressOf({ settings, ...config });
  const words = issuer === undefined ? undefined : issuerFault(settings, issuer);
  return words === undefined ? [] : [fault("settings.session.audience", words)];
}

/** Who answers at an address that is neither AWS's nor the stage's domain is a proxy, and has to be known. */
function proxyFaults({ publicUrl, domain, settings: { proxy } }: StageConfig): StageFault[] {
  if (domain) return [];
  if (publicUrl !== undefined && !proxy)
    return [
      fault(
        "publicUrl",
        'without a domain it is the address of a proxy: name the networks that it calls from, like "proxy": {"networks": ["192.0.2.0/24"]} in settings, or all users have one address, and callers go past it',
      ),
    ];
  if (proxy && publicUrl === undefined)
    return [
      fault("settings.proxy", "a proxy needs a publicUrl or a domain: name the address where users reach it"),
    ];
  return [];
}

/** Countries whose numbers get an answer and no message. */
function unservedCountries({ settings: { channels } }: StageConfig): StageFault[] {
  return channelsTo("phone").flatMap((channel) => {
    const { enabled, providers = [] } = channels[channel];
    const served = providers.map((options) => ("countries" in options ? options.countries : undefined));
    if (!enabled || served.includes(undefined)) return [];
    const left = channels.sms.countries.filter((country) => !served.flat().includes(country));
    if (left.length === 0) return [];
    const name = { sms: "SMS", whatsapp: "WhatsApp", voice: "calls" }[channel];
    return [
      fault(
        "settings.channels.sms.countries",
        `no provider of ${name} serves ${left.join(", ")}; name these countries in the countries of one, or take them out here`,
      ),
    ];
  });
}

/** Lists of networks that no firewall reads. */
function firewallFaults({ waf }: StageConfig): StageFault[] {
  if (waf.enabled) return [];
  return (["allow", "deny"] as const)
    .filter((list) => waf[list].length > 0)
    .map((list) =>
      fault(`waf.${list}`, "the firewall is off, so nothing reads the list; set waf.enabled to true"),
    );
}

function signingFaults({ config: { settings }, written }: Stage): StageFault[] {
  const { signing, signingAlso } = settings;
  return [
    ...(signing === signingAlso
      ? [fault("settings.signingAlso", "must be the other one of secret and kms, or be left out")]
      : []),
    ...(written.kmsSigningKeys !== undefined && signing !== "kms" && signingAlso !== "kms"
      ? [fault("kmsSigningKeys", "no key of KMS signs here; set settings.signing to kms, or leave it out")]
      : []),
  ];
}
