import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { addStage } from "../../lib/add-stage.ts";
import type { HandlerCode } from "../../lib/constructs/code.ts";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: unknown;
}

/** A CloudFormation template, as far as the tests look at it. */
export interface TemplateJson {
  readonly Description: string;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>
  >;
}

export interface Synthesized {
  /** By the stack's name. */
  readonly templates: ReadonlyMap<string, TemplateJson>;
  readonly data: TemplateJson;
  readonly service: TemplateJson;
}

const ENV = { account: "111122223333", region: "eu-central-1" };

interface SynthesisOptions {
  /** By default no code worth mentioning, which is faster; it differs where the stage's settings do, as real code would. */
  readonly code?: HandlerCode;
  /** Whether CDK's own rules judge the templates, which takes a second. */
  readonly validate?: boolean;
}

const noCode: HandlerCode = (_handler, settings) =>
  Code.fromInline(
    `// ${createHash("sha256")
      .update(settings?.json ?? "")
      .digest("hex")}`,
  );

/** Synthesizes a stage of cdk.json, in an account and a region, with an override laid over it. */
export function synthesize(
  stage: string,
  override: object = {},
  { code = noCode, validate = false }: SynthesisOptions = {},
): Synthesized {
  const stages = mergeSettings(cdkJson.context.stages, { [stage]: { env: ENV, ...override } });
  const app = new App({ context: cdkJson.context, builtinCloudFormationValidation: validate });
  addStage(app, stage, parseStage(stages, stage), code);
  const templates = new Map(
    app.synth().stacks.map(({ stackName, template }) => [stackName, template as TemplateJson] as const),
  );
  rmSync(app.outdir, { recursive: true });
  const template = (name: string) => {
    const found = templates.get(`latchkey-${stage}-${name}`);
    if (!found) throw new Error(`no stack ${name}`);
    return found;
  };
  return { templates, data: template("data"), service: template("service") };
}

export function ofType(template: TemplateJson, type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}
