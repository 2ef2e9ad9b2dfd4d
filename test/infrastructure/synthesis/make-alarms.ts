import { rmSync } from "node:fs";
import { App, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { ALARMS, FAILING } from "../../../lib/constructs/alarm-list.ts";
import { Alarms } from "../../../lib/constructs/alarms.ts";
import { mergeSettings, parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../cdk-json.ts";
import type { TemplateJson } from "../synthesize.ts";

export interface MadeAlarms {
  readonly template: TemplateJson;
  /** The names of those that take a version back. */
  readonly ofApi: readonly string[];
}

/** A stack of `prod` with nothing but the alarms, whatever they may be brought to watch included. */
export function makeAlarms(override: object): MadeAlarms {
  const stages = mergeSettings(cdkJson.context.stages, { prod: override });
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new Stack(app, "alarms", { env: { account: "111122223333", region: "eu-central-1" } });
  const alarms = new Alarms(stack, "Alarms", { stage: "prod", config: parseStage(stages, "prod") });
  for (const wing of ["money", "desk"] as const) alarms.inWing(wing, stack);
  alarms.throttleAlarm(LogGroup.fromLogGroupName(stack, "AccessLogs", "access-logs"));
  alarms.refusalAlarm(new Metric({ namespace: "Latchkey/prod", metricName: "SmsAccountRefusals" }));
  const template = app.synth().getStackByName("alarms").template as TemplateJson;
  rmSync(app.outdir, { recursive: true });
  return { template, ofApi: alarms.ofApi.map(({ node }) => node.id) };
}

/** What an owner reads of each row of lib/constructs/alarm-list.ts, in its order; last the row of a failing function. */
export function describeAlarms(): readonly { name: string; meaning: string; todo: string }[] {
  return [...ALARMS, FAILING].map(({ name, meaning, todo }) => ({ name, meaning, todo }));
}
