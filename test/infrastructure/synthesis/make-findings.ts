import { rmSync } from "node:fs";
import { type App, Validations } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";
import { stageApp } from "../../../lib/stage-app.ts";
import { mergeSettings } from "../../../lib/stage-config.ts";
import { cdkJson } from "../cdk-json.ts";

/** What cdk-nag finds in a stage, and what has a reason; each as `rule at path`. */
export interface Findings {
  readonly found: readonly string[];
  readonly withoutReason: readonly string[];
  /** Reasons for what is not found: excused in advance. */
  readonly needlessReasons: readonly string[];
}

/** Has cdk-nag judge a stage as bin/latchkey.ts makes it. */
export function makeFindings(stage: string, override: object = {}): Findings {
  const app = stageApp({
    context: { ...cdkJson.context, stage },
    ownStages: mergeSettings(cdkJson.context.stages, { [stage]: override }) as object,
    validate: false,
    code: () => Code.fromInline("export {};"),
  });
  app.synth();
  rmSync(app.outdir, { recursive: true });
  return findingsOf(app);
}

/** @param app after its synthesis */
export function findingsOf(app: App): Findings {
  const found = findings(app, { isAcknowledged: () => false });
  const reasons = app.node.findAll().flatMap(reasonsOf);
  return {
    found,
    withoutReason: findings(app, {}),
    needlessReasons: reasons.filter(
      (reason) => !found.some((finding) => finding === reason || finding.startsWith(`${reason}/`)),
    ),
  };
}

function findings(app: App, changes: object): string[] {
  return Object.assign(new AwsSolutionsChecks(app), changes)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = "" }) => `${ruleName} at ${constructPath}`),
    );
}

function reasonsOf({ node }: IConstruct): string[] {
  return node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((rule) => `${rule.replace(/^annotation::/i, "")} at ${node.path}`)
    .filter((reason) => reason.startsWith("AwsSolutions-"));
}
