import { rmSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledgeFindings, acknowledgements } from "../../../lib/acknowledgements.ts";
import { addStage } from "../../../lib/add-stage.ts";
import { parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../cdk-json.ts";

const PACK = "AwsSolutions-";

/** What cdk-nag finds in a stage, and what has a reason; each as `rule at path`. */
export interface MadeFindings {
  readonly before: readonly string[];
  readonly acknowledged: readonly string[];
  /** Once the findings with a reason are acknowledged. */
  readonly after: readonly string[];
}

/** Has cdk-nag judge a stage as bin/latchkey.ts makes it. */
export function makeFindings(stage: string): MadeFindings {
  const config = parseStage(cdkJson.context.stages, stage);
  const app = new App({ context: cdkJson.context, builtinCloudFormationValidation: false });
  addStage(app, stage, config, () => Code.fromInline("export {};"));
  app.synth();
  rmSync(app.outdir, { recursive: true });
  const before = findings(app, stage);
  acknowledgeFindings(app, stage, config);
  const acknowledged = acknowledgements(stage, config).flatMap(({ path, rules }) =>
    rules.map((rule) => `${rule} at ${path}`),
  );
  return { before, acknowledged, after: findings(app, stage) };
}

/** Both rule and path are without what is the same everywhere. */
function findings(app: App, stage: string): string[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = "" }) =>
          `${ruleName.replace(PACK, "")} at ${constructPath.replace(`latchkey-${stage}-`, "")}`,
      ),
    );
}
