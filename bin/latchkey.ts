import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledgeFindings } from "../lib/acknowledgements.ts";
import { addStage, bundleFunctions } from "../lib/add-stage.ts";
import { ownWords, warnOfLongTexts } from "../lib/words.ts";
import { parseStage, requireDeployable } from "../lib/stage-config.ts";

const app = new App();
const stage: unknown = app.node.tryGetContext("stage");
const config = parseStage(app.node.tryGetContext("stages"), stage);
requireDeployable(String(stage), config);
const { files, words } = ownWords();
addStage(app, String(stage), config, bundleFunctions(app, files));
warnOfLongTexts(app.node.findChild(`latchkey-${String(stage)}-service`), config, words);
// Synthesis fails on what AWS's good practices forbid, unless a reason for it is written down.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
acknowledgeFindings(app, String(stage), config);
