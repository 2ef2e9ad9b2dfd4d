import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { parseStage } from "../lib/stage-config.ts";
import { deploymentRefusals } from "../lib/stage-warnings.ts";
import { readLiveChoice } from "../functions/config.ts";
import { callStage } from "./desk/call.ts";
import { callerArn } from "./deploy/caller.ts";
import { dropChanges, seeDesk } from "./deploy/drop-live.ts";
import { askOfLive, dropsBefore } from "./deploy/live.ts";
import { deploymentPlan, liveChoiceOf, optionOf, stageOf } from "./deploy/plan.ts";
import { hasStood } from "./deploy/standing.ts";
import { placeOfStage, readStages } from "./stages.ts";

const ROOT = join(import.meta.dirname, "..");
const CDK = join(ROOT, "node_modules/aws-cdk/bin/cdk");

try {
  await deploy(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Refuses what must not be deployed, and has the CDK deploy the rest. @param given for the CDK, and `--live` for us */
async function deploy(given: readonly string[]): Promise<void> {
  const { words, choice } = liveChoiceOf(given, readLiveChoice());
  const { context } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")) as {
    readonly context: { readonly stage: string };
  };
  const stage = stageOf(words, context.stage);
  const config = parseStage(readStages(), stage, { toDeploy: true });
  const refusals = deploymentRefusals(stage, config);
  if (refusals.length > 0)
    throw new Error(`The stage is not deployed:\n${refusals.map((one) => `- ${one}`).join("\n")}`);
  const profile = optionOf(words, "profile");
  const client = new CloudFormationClient(placeOfStage(config, profile));
  const stands = await hasStood(client, `latchkey-${stage}-data`);
  const places = stands ? await askOfLive({ stage, config, choice, profile }, console.log) : [];
  const call = places.length > 0 ? await callStage(stage, undefined, profile) : undefined;
  const drop = async () => {
    if (call)
      console.log(`Taken back: ${await dropChanges(call, places)} of the changes that were made live.`);
  };
  if (call) await seeDesk(call, () => callerArn(config, profile));
  if (dropsBefore(config)) await drop();
  for (const call of deploymentPlan({ stage, stands, words })) {
    const { status } = spawnSync(process.execPath, [CDK, ...call], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) {
      process.exitCode = status ?? 1;
      return;
    }
  }
  // Not before: what a change closes stays closed until the deployment says so, or fails.
  if (!dropsBefore(config)) await drop();
}
