import { rmSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledgeFindings, acknowledgements } from "../../lib/acknowledgements.ts";
import { addStage } from "../../lib/add-stage.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

const PACK = "AwsSolutions-";

/** A stage as bin/latchkey.ts makes it, before anything is acknowledged. */
function stageApp(stage: string) {
  const config = parseStage(cdkJson.context.stages, stage);
  const app = new App({ context: cdkJson.context, builtinCloudFormationValidation: false });
  addStage(app, stage, config, () => Code.fromInline("export {};"));
  app.synth();
  rmSync(app.outdir, { recursive: true });
  return { app, config };
}

/** What cdk-nag finds, as `rule at path`; both without what is the same everywhere. */
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

describe.each(["dev", "prod"])("AWS's good practices, as cdk-nag checks them in the stage %s", (stage) => {
  it("are kept, but for what has a reason", () => {
    const { app, config } = stageApp(stage);
    expect(findings(app, stage)).not.toEqual([]);
    acknowledgeFindings(app, stage, config);
    expect(findings(app, stage)).toEqual([]);
  });

  it("are broken by everything that has a reason: nothing is excused in advance", () => {
    const { app, config } = stageApp(stage);
    const found = findings(app, stage);
    const needless = acknowledgements(stage, config).flatMap(({ path, rules }) =>
      rules
        .map((rule) => `${rule} at ${path}`)
        .filter((excuse) => !found.some((finding) => finding === excuse || finding.startsWith(`${excuse}/`))),
    );
    expect(needless).toEqual([]);
  });
});
