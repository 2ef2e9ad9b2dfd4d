import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { addStage, bundleFunctions } from "../../lib/add-stage.ts";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "../infrastructure/cdk-json.ts";
import type { TemplateJson } from "../infrastructure/synthesize.ts";
import { ACCOUNT, REGION } from "./moto.ts";
import { type Stripped, stripTemplate } from "./strip-template.ts";

/** Synthesizes a stage of cdk.json with its code, and leaves of its templates what moto knows. By the stacks' names. */
export function synthesizeForMoto(stage: string, outdir: string): ReadonlyMap<string, Stripped> {
  const stages = mergeSettings(cdkJson.context.stages, {
    [stage]: { env: { account: ACCOUNT, region: REGION } },
  });
  const app = new App({ context: cdkJson.context, outdir, builtinCloudFormationValidation: false });
  addStage(app, stage, parseStage(stages, stage), bundleFunctions(app));
  const { stacks } = app.synth();
  // moto does not protect stacks.
  const manifest = join(outdir, "manifest.json");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replaceAll('"terminationProtection": true', '"terminationProtection": false'));
  return new Map(
    stacks.map(({ stackName, template, templateFile }) => {
      const stripped = stripTemplate(inItsWords(stackName, template as TemplateJson));
      writeFileSync(join(outdir, templateFile), JSON.stringify(stripped.template));
      return [stackName, stripped];
    }),
  );
}

/**
 * moto knows no weak references: each becomes an import of what the other stack exports under the output's name. Nor does it
 * know the policy of what a failed first deployment takes away again: it becomes that of what is kept.
 */
function inItsWords(stackName: string, { Outputs = {}, ...template }: TemplateJson): TemplateJson {
  const exported = Object.entries(Outputs).map(([name, output]) => [
    name,
    { ...output, Export: { Name: `${stackName}:${name}` } },
  ]);
  const whole = { ...template, Outputs: Object.fromEntries(exported) as object };
  return JSON.parse(JSON.stringify(whole), (_key, value: unknown) => {
    if (value === "RetainExceptOnCreate") return "Retain";
    const reference = (value as { readonly "Fn::GetStackOutput"?: StackOutput } | null)?.[
      "Fn::GetStackOutput"
    ];
    return reference ? { "Fn::ImportValue": `${reference.StackName}:${reference.OutputName}` } : value;
  }) as TemplateJson;
}

interface StackOutput {
  readonly StackName: string;
  readonly OutputName: string;
}
