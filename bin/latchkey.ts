import { stageApp } from "../lib/stage-app.ts";
import { Fault } from "../functions/domain/errors.ts";
import { ConfigurationError } from "../lib/stage-config.ts";
import { readOwnStages } from "./stages.ts";

try {
  stageApp({ ownStages: readOwnStages() });
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
