import { Annotations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { isExample } from "./sender.ts";
import type { StageConfig } from "./stage-schema.ts";

/** What a stage may be made of, and may not be what its owner wants. By the id of the warning. */
export function settingsWarnings(stage: string, config: StageConfig): ReadonlyMap<string, string> {
  const warnings = new Map<string, string>();
  const { registration } = config.settings;
  if (hasExampleSender(config))
    warnings.set(
      "example-sender",
      "No e-mail will be delivered: set channels.email.from to an address of a domain that is yours.",
    );
  if (stage === "prod" && hasExampleAlarm(config))
    warnings.set(
      "example-alarm",
      `No alarm will be heard: set alarmEmail to an address of yours, in place of ${config.alarmEmail}.`,
    );
  if (registration === "registered")
    warnings.set(
      "registered",
      'Only customers whose items you put into the table yourself get a code: nothing of Latchkey registers customers yet. Set registration to "open" if that is not what you want.',
    );
  return warnings;
}

/** Why `npm run deploy` and preflight refuse a stage that synthesis only warns of. */
export function deploymentRefusals(stage: string, config: StageConfig): string[] {
  if (stage !== "prod") return [];
  return [
    ...(hasExampleSender(config)
      ? [
          `stages.prod.settings.channels.email.from: no e-mail is delivered from an example's domain; set an address of a domain that is yours (it is "${config.settings.channels.email.from}")`,
        ]
      : []),
    ...(hasExampleAlarm(config)
      ? [
          `stages.prod.alarmEmail: no operator reads an example's mailbox; set an address of yours (it is "${config.alarmEmail}")`,
        ]
      : []),
  ];
}

/** Has synthesis say so. */
export function warnOfSettings(scope: IConstruct, stage: string, config: StageConfig): void {
  for (const [id, words] of settingsWarnings(stage, config))
    Annotations.of(scope).addWarningV2(`latchkey:${id}`, words);
}

function hasExampleSender({ settings }: StageConfig): boolean {
  const { enabled, from } = settings.channels.email;
  return enabled && isExample(from);
}

function hasExampleAlarm({ alarmEmail }: StageConfig): boolean {
  return alarmEmail !== undefined && isExample(alarmEmail);
}
