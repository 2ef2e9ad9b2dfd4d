import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { parseStage } from "../lib/stage-config.ts";
import { deploymentRefusals } from "../lib/stage-warnings.ts";
import { deploymentPlan, optionOf, stageOf } from "./deploy/plan.ts";
import { hasStood } from "./deploy/standing.ts";
import { readStages } from "./stages.ts";

const ROOT = join(import.meta.dirname, "..");
const CDK = join(ROOT, "node_modules/aws-cdk/bin/cdk");

try {
  await deploy(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Refuses what must not be deployed, and has the CDK deploy the rest. @param words for the CDK */
async function deploy(words: readonly string[]): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")) as {
    readonly context: { readonly stage: string };
  };
  const stage = stageOf(words, context.stage);
  const config = parseStage(readStages(), stage, { toDeploy: true });
  const refusals = deploymentRefusals(stage, config);
  if (refusals.length > 0)
    throw new Error(`The stage is not deployed:\n${refusals.map((one) => `- ${one}`).join("\n")}`);
  const profile = optionOf(words, "profile");
  const client = new CloudFormationClient({
    ...(config.env && { region: config.env.region }),
    ...(profile !== undefined && { profile }),
  });
  const stands = await hasStood(client, `latchkey-${stage}-data`);
  for (const call of deploymentPlan({ stage, stands, words })) {
    const { status } = spawnSync(process.execPath, [CDK, ...call], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) {
      process.exitCode = status ?? 1;
      return;
    }
  }
}
