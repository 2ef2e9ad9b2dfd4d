import { parseArgs } from "node:util";
import { parseStage } from "../lib/stage-config.ts";
import { openAccount } from "./preflight/account.ts";
import { preflightPolicy, runPreflight } from "./preflight/run.ts";
import { placeOfStage, readStages } from "./stages.ts";

const USAGE = `Reads an AWS account before a stage is deployed to it, and says what to do. It changes nothing.

  npm run preflight -- --stage prod      with your AWS credentials
  npm run preflight -- --policy          prints the IAM policy that it needs`;

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { stage, policy } = readArguments();
  if (policy) {
    console.log(JSON.stringify(preflightPolicy(), null, 2));
    return;
  }
  const config = parseStage(readStages(), stage, { toDeploy: true });
  const account = openAccount(placeOfStage(config));
  const ready = await runPreflight(account, { name: stage, config }, console.log);
  console.log(
    ready
      ? `\nThe account is ready: npm run deploy -- --context stage=${stage}`
      : "\nThe account is not ready. Do what the lines with stop and unknown say, and run preflight again.",
  );
  if (!ready) process.exitCode = 1;
}

function readArguments(): { readonly stage: string; readonly policy: boolean } {
  try {
    const options = { stage: { type: "string" }, policy: { type: "boolean", default: false } } as const;
    const { stage = "", policy } = parseArgs({ options }).values;
    if (policy || stage !== "") return { stage, policy };
  } catch {
    // What is not known is answered by what is.
  }
  throw new Error(USAGE);
}
