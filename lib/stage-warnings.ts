import { Annotations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { enabledChannels } from "../functions/settings.ts";
import { namesTransactions } from "../functions/settings/named-transactions.ts";
import { isExample } from "./sender.ts";
import { sendsThrough } from "./sends-through.ts";
import type { StageConfig } from "./stage-schema.ts";

/** What a stage may be made of, and may not be what its owner wants. By the id of the warning. */
export function settingsWarnings(stage: string, config: StageConfig): ReadonlyMap<string, string> {
  const warnings = new Map<string, string>();
  const { registration, passcode } = config.settings;
  const examples = exampleAddresses(config).map(({ setting }) => setting);
  if (examples.includes("settings.channels.email.from"))
    warnings.set(
      "example-sender",
      "No e-mail will be delivered: set channels.email.from to an address of a domain that is yours.",
    );
  if (stage === "prod" && examples.includes("alarmEmail"))
    warnings.set(
      "example-alarm",
      `No alarm will be heard: set alarmEmail to an address of yours, in place of ${config.alarmEmail}.`,
    );
  if (sendsThrough(config, "email", "ses") && config.emailTrySeconds < passcode.ttlSeconds)
    warnings.set(
      "email-try",
      `SES gives an e-mail up after ${config.emailTrySeconds} seconds, before its code ends after ${passcode.ttlSeconds}: set emailTrySeconds to more, or e-mails to servers that greylist are lost while their codes would still be good.`,
    );
  const { enabled: texts, appleApps } = config.settings.channels.sms;
  if (texts && appleApps.length > 0 && !config.domain && config.publicUrl === undefined)
    warnings.set(
      "apple-apps",
      "Apple's systems will not know the apps of channels.sms.appleApps: they look for /.well-known/apple-app-site-association at the root of a host, and the API's own address has the stage's name before each path. Give the stage a domain.",
    );
  if (stage === "prod" && config.settings.brand.supportUrl === null)
    warnings.set(
      "no-support",
      "Who meets a limit or a lock finds no help: set brand.supportUrl to a page or a mailto: address of yours.",
    );
  const unnamed = enabledChannels(config.settings).filter((one) => !namesTransactions(config.settings, one));
  if (config.serverClients && unnamed.length > 0)
    warnings.set(
      "unnamed-transactions",
      `No code that confirms a transaction goes by ${unnamed.join(", ")}: the templates of its providers have room for the code alone, and your servers are refused it. Add a webhook to its providers, or have such codes go another way.`,
    );
  if (!config.serverClients && config.settings.transactionPurposes.length > 0)
    warnings.set(
      "no-servers",
      "No transaction can be confirmed: transactionPurposes are for servers alone, and the stage has no serverClients.",
    );
  if (registration === "registered")
    warnings.set(
      "registered",
      'Only customers whose items you put into the table yourself get a code: nothing of Latchkey registers customers yet. Set registration to "open" if that is not what you want.',
    );
  return warnings;
}

/** An address of the example in a place where it reaches no one. */
interface ExampleAddress {
  /** Its place in the stage's block. */
  readonly setting: string;
  readonly value: string;
  /** Why it has to go, and what comes in its place. */
  readonly todo: string;
}

/** Every address of the example: synthesis warns of them, preflight and `npm run deploy` refuse them. */
export function exampleAddresses({ settings, alarmEmail, domain }: StageConfig): ExampleAddress[] {
  const { enabled, from } = settings.channels.email;
  const places: readonly (readonly [setting: string, value: string | undefined, todo: string])[] = [
    [
      "settings.channels.email.from",
      enabled ? from : undefined,
      "no e-mail is delivered from an example's domain; set an address of a domain that is yours",
    ],
    ["alarmEmail", alarmEmail, "no operator reads an example's mailbox; set an address of yours"],
    ["domain.name", domain?.name, "no certificate is issued for an example's domain; name one of yours"],
  ];
  return places.flatMap(([setting, value, todo]) =>
    value !== undefined && isExample(value) ? [{ setting, value, todo }] : [],
  );
}

/** Why `npm run deploy` refuses a stage that synthesis only warns of. Preflight stops at the same addresses. */
export function deploymentRefusals(stage: string, config: StageConfig): string[] {
  if (stage !== "prod") return [];
  return exampleAddresses(config).map(
    ({ setting, value, todo }) => `stages.prod.${setting}: ${todo} (it is "${value}")`,
  );
}

/** Has synthesis say so. */
export function warnOfSettings(scope: IConstruct, stage: string, config: StageConfig): void {
  for (const [id, words] of settingsWarnings(stage, config))
    Annotations.of(scope).addWarningV2(`latchkey:${id}`, words);
}
