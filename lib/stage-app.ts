import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { addStage, bundleFunctions } from "./add-stage.ts";
import type { HandlerCode } from "./constructs/code.ts";
import { parseStage, requireDeployable } from "./stage-config.ts";
import { ownWords, warnOfLongTexts } from "./words.ts";

interface StageAppOptions {
  /** By default cdk.json's, as the CDK hands it over. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly outdir?: string;
  /** By default bundled from functions/, with the owner's words. */
  readonly code?: HandlerCode;
}

/**
 * Makes the app of one stage, from its settings to the checks of its templates.
 * @throws Error that lists every fault of the settings with its place
 */
export function stageApp({ context, outdir, code }: StageAppOptions = {}): App {
  const app = new App({ ...(context && { context }), ...(outdir !== undefined && { outdir }) });
  const stage: unknown = app.node.tryGetContext("stage");
  const config = parseStage(app.node.tryGetContext("stages"), stage);
  requireDeployable(String(stage), config);
  const { files, words } = ownWords();
  addStage(app, String(stage), config, code ?? bundleFunctions(app, files));
  warnOfLongTexts(app.node.findChild(`latchkey-${String(stage)}-service`), config, words);
  // Synthesis fails on whatever AWS's good practices forbid and has no reason beside it.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
