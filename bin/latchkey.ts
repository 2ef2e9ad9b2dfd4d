import { stageApp } from "../lib/stage-app.ts";
import { ConfigurationError } from "../lib/stage-config.ts";

try {
  stageApp();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
