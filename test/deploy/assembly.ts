import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { addStage, bundleFunctions } from "../../lib/add-stage.ts";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "../infrastructure/cdk-json.ts";
import { walk } from "../infrastructure/references.ts";
import { templateFilesOf, templatesOf } from "../infrastructure/synthesis/templates-of.ts";
import type { TemplateJson } from "../infrastructure/synthesize.ts";
import { ACCOUNT, REGION } from "./moto.ts";
import { type Stripped, stripTemplate } from "./strip-template.ts";

/** A wing whose addresses stand in its nested stack, as no stage of cdk.json has one. */
const SETTINGS = { secondFactor: "optional", account: "on" };

/**
 * Synthesizes a stage of cdk.json with its code, factors and the account on, and leaves of its templates what moto knows. By the stacks' names; that of
 * a nested stack is `<stack>/<its logical id there>`.
 */
export function synthesizeForMoto(stage: string, outdir: string): ReadonlyMap<string, Stripped> {
  const stages = mergeSettings(cdkJson.context.stages, {
    [stage]: { env: { account: ACCOUNT, region: REGION }, settings: SETTINGS },
  });
  const app = new App({ context: cdkJson.context, outdir, builtinCloudFormationValidation: false });
  addStage(app, stage, parseStage(stages, stage), bundleFunctions(app));
  app.synth();
  const files = templateFilesOf(app);
  // moto does not protect stacks.
  const manifest = join(outdir, "manifest.json");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replaceAll('"terminationProtection": true', '"terminationProtection": false'));
  return new Map(
    [...templatesOf(app)].map(([name, template]) => {
      const stripped = stripTemplate(inItsWords(name, template));
      // An asset's place says what was in it once; the command line uploads what is in it now.
      writeFileSync(join(outdir, files.get(name)!), JSON.stringify(stripped.template));
      return [name, stripped];
    }),
  );
}

/**
 * moto knows no weak references, nor outputs of a nested stack: each becomes an import of what the other stack exports under
 * the output's name, once the nested stack is there. Nor does it know the policy of what a failed first deployment takes away again: it becomes that of what is kept.
 */
function inItsWords(stackName: string, { Outputs = {}, ...template }: TemplateJson): TemplateJson {
  const exported = Object.entries(Outputs).map(([name, output]) => [
    name,
    { ...output, Export: { Name: `${stackName}:${name}` } },
  ]);
  const whole = { ...template, Outputs: Object.fromEntries(exported) as object };
  const inWords = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_key, inner: unknown) => {
      if (inner === "RetainExceptOnCreate") return "Retain";
      const { "Fn::GetStackOutput": weak, "Fn::GetAtt": attribute } = (inner ?? {}) as References;
      if (weak) return { "Fn::ImportValue": `${weak.StackName}:${weak.OutputName}` };
      const [id, output] = nestedOutput(attribute);
      return output === undefined ? inner : { "Fn::ImportValue": `${stackName}/${id}:${output}` };
    }) as unknown;
  const Resources = Object.entries(whole.Resources).map(([id, resource]) => {
    const nested = nestedBefore(resource);
    const { DependsOn = [] } = resource as { readonly DependsOn?: string | readonly string[] };
    const before = [...[DependsOn].flat(), ...nested];
    return [id, { ...(inWords(resource) as object), ...(before.length > 0 && { DependsOn: before }) }];
  });
  return { ...(inWords(whole) as TemplateJson), Resources: Object.fromEntries(Resources) as Resources };
}

/** The nested stacks of which a resource reads an output. */
function nestedBefore(resource: object): readonly string[] {
  const found = new Set<string>();
  walk(resource, (key, value) => {
    const [id, output] = key === "Fn::GetAtt" ? nestedOutput(value) : [];
    if (id !== undefined && output !== undefined) found.add(id);
  });
  return [...found];
}

/** The stack and the output of an attribute, if it is one of a nested stack. */
function nestedOutput(attribute: unknown): [id: string, output: string] | [] {
  const [id = "", name = ""] = Array.isArray(attribute) ? attribute.map(String) : [];
  return name.startsWith("Outputs.") ? [id, name.slice("Outputs.".length)] : [];
}

type Resources = TemplateJson["Resources"];

interface References {
  readonly "Fn::GetStackOutput"?: StackOutput;
  readonly "Fn::GetAtt"?: unknown;
}

interface StackOutput {
  readonly StackName: string;
  readonly OutputName: string;
}
