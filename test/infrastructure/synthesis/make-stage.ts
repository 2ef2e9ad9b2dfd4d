import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { addStage, bundleFunctions } from "../../../lib/add-stage.ts";
import { mergeSettings, parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../cdk-json.ts";
import type { TemplateJson } from "../synthesize.ts";

const ENV = { account: "111122223333", region: "eu-central-1" };

/** A stage of cdk.json with an override laid over it. */
export interface StageShape {
  readonly stage: string;
  readonly override: object;
  /** Whether the functions have their code, which takes a second. Otherwise no code worth mentioning. */
  readonly bundled: boolean;
  /** Whether CDK's own rules judge the templates, which takes seconds. */
  readonly validate: boolean;
  /** Tells it from an equal shape, so that it is made once more. */
  readonly again: boolean;
}

export interface MadeStage {
  /** By the stack's name. */
  readonly templates: Readonly<Record<string, TemplateJson>>;
  /** Where the code of each function lies, in a folder of the function's name; empty without code. */
  readonly bundles: string;
}

/** Synthesizes a stage in an account and a region. The bundles stay until the end of the process. */
export function makeStage({ stage, override, bundled, validate }: StageShape): MadeStage {
  const stages = mergeSettings(cdkJson.context.stages, { [stage]: { env: ENV, ...override } });
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-stage-"));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  const app = new App({ context: cdkJson.context, outdir, builtinCloudFormationValidation: validate });
  if (bundled) process.once("exit", remove);
  try {
    const code = bundled ? bundleFunctions(app) : () => Code.fromInline("export {};");
    addStage(app, stage, parseStage(stages, stage), code);
    const templates = app
      .synth()
      .stacks.map(({ stackName, template }) => [stackName, template as TemplateJson]);
    return {
      templates: Object.fromEntries(templates) as MadeStage["templates"],
      bundles: bundled ? join(outdir, "functions") : "",
    };
  } finally {
    if (!bundled) remove();
  }
}
