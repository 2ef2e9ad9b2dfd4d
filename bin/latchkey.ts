import { App } from "aws-cdk-lib";
import { addStage, bundleFunctions } from "../lib/add-stage.ts";
import { parseStage, requireDeployable } from "../lib/stage-config.ts";

const app = new App();
const stage: unknown = app.node.tryGetContext("stage");
const config = parseStage(app.node.tryGetContext("stages"), stage);
requireDeployable(String(stage), config);
addStage(app, String(stage), config, bundleFunctions(app));
