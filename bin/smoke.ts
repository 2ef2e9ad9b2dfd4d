import { parseArgs } from "node:util";
import { parseStage } from "../lib/stage-config.ts";
import { inboxRecipients, stageRecipients, withoutRecipient } from "./smoke/recipients.ts";
import { runSmoke } from "./smoke/run.ts";
import { urlOfStage } from "./smoke/stage.ts";
import { isLoopback, type Target } from "./smoke/target.ts";
import { readStages } from "./stages.ts";

const USAGE = `Walks a service as its clients do, and says what works and which assumption about AWS that settles.

  npm run smoke -- --stage dev                                    a deployed stage, with your AWS credentials
  npm run smoke -- --stage dev --url https://id.example.com       the same, by another address
  npm run smoke -- --url http://localhost:3000                    the service on this machine
  npm run smoke -- --url http://localhost:3000 --stage local      the same, with what cdk.json says of it`;

try {
  const target = await readTarget();
  console.log(`Smoke of ${target.url}`);
  if (!target.recipient && target.stage) console.log(withoutRecipient(target.stage.name));
  const { ok, failed, skipped } = await runSmoke(target, console.log);
  console.log(`${ok} ok, ${failed} failed, ${skipped} skipped`);
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function readTarget(): Promise<Target> {
  const { stage: name, url: given } = readArguments();
  const config = name === undefined ? undefined : stageOf(name);
  const stage = name !== undefined && config ? { stage: { name, config } } : {};
  if (given !== undefined && isLoopback(given))
    return { url: given, local: true, ...stage, ...inboxRecipients(given) };
  if (name === undefined || !config) throw new Error(`Name the stage as well: --stage.\n\n${USAGE}`);
  const url = given ?? (await urlOfStage(name, config));
  return { url, local: false, ...stage, ...stageRecipients(config) };
}

function readArguments(): { readonly stage?: string | undefined; readonly url?: string | undefined } {
  try {
    const options = { stage: { type: "string" }, url: { type: "string" } } as const;
    const { stage, url } = parseArgs({ options }).values;
    const readable = url === undefined || URL.canParse(url);
    if (readable && (stage !== undefined || url !== undefined))
      return { stage, url: url?.replace(/\/+$/, "") };
  } catch {
    // What is not known is answered by what is.
  }
  throw new Error(USAGE);
}

function stageOf(name: string) {
  return parseStage(readStages(), name);
}
