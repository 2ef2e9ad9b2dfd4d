import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { addStage, bundleFunctions } from "./add-stage.ts";
import type { HandlerCode } from "./constructs/code.ts";
import { FIRST_DEPLOYMENT } from "./first-deployment.ts";
import { parseStage } from "./stage-config.ts";
import { warnOfSettings } from "./stage-warnings.ts";
import { ownWords, warnOfLongTexts } from "./words.ts";

interface StageAppOptions {
  /** By default cdk.json's, as the CDK hands it over. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** All stages. By default those of the context. */
  readonly stages?: unknown;
  readonly outdir?: string;
  /** By default bundled from functions/, with the owner's words. */
  readonly code?: HandlerCode;
  /** Whether CDK's own rules judge the templates, which takes seconds. @default true */
  readonly validate?: boolean;
}

/**
 * Makes the app of one stage, from its settings to the checks of its templates.
 * @throws ConfigurationError that lists every fault of the settings
 */
export function stageApp({ context, stages, outdir, code, validate = true }: StageAppOptions = {}): App {
  const app = new App({
    builtinCloudFormationValidation: validate,
    ...(context && { context }),
    ...(outdir !== undefined && { outdir }),
  });
  const stage: unknown = app.node.tryGetContext("stage");
  const config = parseStage(stages ?? app.node.tryGetContext("stages"), stage, { toDeploy: true });
  const { files, words } = ownWords();
  // As `--context firstDeployment=true` says; see bin/deploy.ts.
  const firstDeployment = String(app.node.tryGetContext(FIRST_DEPLOYMENT)) === "true";
  addStage(app, String(stage), config, code ?? bundleFunctions(app, files), { firstDeployment });
  const service = app.node.findChild(`latchkey-${String(stage)}-service`);
  warnOfLongTexts(service, config, words);
  warnOfSettings(service, String(stage), config);
  // Synthesis fails on whatever AWS's good practices forbid and has no reason beside it.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
