import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { addStage, bundleFunctions } from "../../../lib/add-stage.ts";
import type { BundledCode, HandlerCode } from "../../../lib/constructs/code.ts";
import { DEPLOYED } from "../../../lib/function-names.ts";
import { mergeSettings, parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../cdk-json.ts";
import type { TemplateJson } from "../synthesize.ts";
import { templatesOf, wholeTemplatesOf } from "./templates-of.ts";

const ENV = { account: "111122223333", region: "eu-central-1" };

/** A stage of cdk.json with an override laid over it. */
export interface StageShape {
  readonly stage: string;
  readonly override: object;
  /**
   * Whether the functions have their code, which takes a second. Otherwise no code worth mentioning; it differs where
   * the stage's settings do, as real code would.
   */
  readonly bundled: boolean;
  /** Whether CDK's own rules judge the templates, which takes seconds. */
  readonly validate: boolean;
  /** Tells it from an equal shape, so that it is made once more. */
  readonly again: boolean;
}

export interface MadeStage {
  /** The tags of each stack, which CloudFormation puts on everything in it. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** As they are deployed: by the stack's name, and a nested stack's behind it. */
  readonly templates: Readonly<Record<string, TemplateJson>>;
  /** By the stack's name, with what its nested stacks hold. */
  readonly whole: Readonly<Record<string, TemplateJson>>;
  /** The folder that each deployed handler's function is made of; none without code. */
  readonly deployed: Readonly<Record<string, string>>;
  /** The file of every handler that can be deployed; none without code. */
  readonly bundles: Readonly<Record<string, string>>;
}

/** Synthesizes a stage in an account and a region. The bundles stay until the end of the process. */
export function makeStage({ stage, override, bundled, validate }: StageShape): MadeStage {
  const stages = mergeSettings(cdkJson.context.stages, { [stage]: { env: ENV, ...override } });
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-stage-"));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  if (bundled) process.once("exit", remove);
  try {
    const app = new App({ context: cdkJson.context, outdir, builtinCloudFormationValidation: validate });
    const deployed: Record<string, string> = {};
    const code = bundled ? noted(bundleFunctions(app), deployed) : noCode;
    addStage(app, stage, parseStage(stages, stage), code);
    const { stacks } = app.synth();
    const bundles = (bundled ? DEPLOYED : []).map(
      (handler) => [handler, join(outdir, "functions", handler, "index.mjs")] as const,
    );
    return {
      tags: Object.fromEntries(stacks.map(({ stackName, tags }) => [stackName, tags])),
      templates: Object.fromEntries(templatesOf(app)),
      whole: Object.fromEntries(wholeTemplatesOf(app)),
      deployed,
      bundles: Object.fromEntries(bundles),
    };
  } finally {
    if (!bundled) remove();
  }
}

/** Code that notes where it lies: what a template deploys of a handler can then be started and looked at. */
function noted(bundle: BundledCode, deployed: Record<string, string>): HandlerCode {
  return (handler, settings) => {
    const asset = bundle(handler, settings);
    deployed[handler] = asset.path;
    return asset;
  };
}

const noCode: HandlerCode = (_handler, settings) =>
  Code.fromInline(
    `// ${createHash("sha256")
      .update(settings?.json ?? "")
      .digest("hex")}`,
  );
