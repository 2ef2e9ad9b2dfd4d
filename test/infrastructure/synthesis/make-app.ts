import { rmSync } from "node:fs";
import { Code } from "aws-cdk-lib/aws-lambda";
import { stageApp } from "../../../lib/stage-app.ts";
import { cdkJson } from "../cdk-json.ts";
import type { TemplateJson } from "../synthesize.ts";
import { wholeTemplatesOf } from "./templates-of.ts";

export interface MadeApp {
  /** By the stack's name, with what its nested stacks hold. */
  readonly stacks: Readonly<
    Record<string, { readonly template: TemplateJson; readonly isProtected: boolean }>
  >;
  /** What synthesis warns of. */
  readonly warnings: readonly string[];
}

/** Makes a stage of cdk.json by the whole path of bin/latchkey.ts, with what the command line adds to the context. */
export function makeApp(stage: string, context: Readonly<Record<string, string>>): MadeApp {
  const app = stageApp({
    context: { ...cdkJson.context, stage, ...context },
    validate: false,
    code: () => Code.fromInline("export {};"),
  });
  const { stacks } = app.synth();
  const templates = wholeTemplatesOf(app);
  const made = {
    stacks: Object.fromEntries(
      stacks.map(({ stackName, terminationProtection }) => [
        stackName,
        { template: templates.get(stackName)!, isProtected: terminationProtection === true },
      ]),
    ),
    warnings: stacks.flatMap(({ messages }) => messages.map(({ entry }) => JSON.stringify(entry.data))),
  };
  rmSync(app.outdir, { recursive: true });
  return made;
}
