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
  /** Stages that take the place of those of the context with the same name. */
  readonly ownStages?: object;
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
export function stageApp({ context, ownStages, outdir, code, validate = true }: StageAppOptions = {}): App {
  const app = new App({
    builtinCloudFormationValidation: validate,
    ...(context && { context }),
    ...(outdir !== undefined && { outdir }),
  });
  const stage: unknown = app.node.tryGetContext("stage");
  const known: unknown = app.node.tryGetContext("stages");
  const stages = ownStages && typeof known === "object" ? { ...known, ...ownStages } : known;
  const config = parseStage(stages, stage, { toDeploy: true });
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
