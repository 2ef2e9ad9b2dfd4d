import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { NO_SECRET_IDS } from "../functions/config.ts";
import { inferAddressKind } from "../functions/domain/address-kind.ts";
import {
  ledgerRecipient,
  parseRecipient,
  type Recipient,
  recipientKey,
} from "../functions/domain/recipient.ts";
import { usualCountry } from "../functions/settings.ts";
import { parseSecret } from "../functions/keys/documents.ts";
import { secretsManager } from "../functions/keys/secrets-manager.ts";
import { dynamoClient } from "../functions/storage/dynamodb/storage.ts";
import { parseStage, type StageConfig, tableNameOf } from "../lib/stage-config.ts";
import { callLocally, callStage } from "./desk/call.ts";
import { askWholeStory } from "./desk/whole-story.ts";
import { type FoundItem, itemsOf } from "./find/items.ts";
import { placeOfStage, readStages } from "./stages.ts";

const USAGE = `Prints what the table holds about one person: what npm run desk -- story ... --json does.

  npm run find -- anna@example.com                 of the service on this machine
  npm run find -- +14155550123 --stage prod        of a deployed stage, with your AWS credentials`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { stage: { type: "string" } } });
const [address] = positionals;
try {
  if (address === undefined || positionals.length > 1) throw new Error(USAGE);
  console.log(await find(address, values.stage));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function find(text: string, stage: string | undefined): Promise<string> {
  // A stage without a desk has nobody to ask: whoever may read its table and its secret reads them.
  if (stage !== undefined && stageOf(stage).settings.desk === undefined)
    return print(await findDeployed(text, stage));
  const call = stage === undefined ? callLocally(userInfo().username) : await callStage(stage);
  const { done, body } = await askWholeStory(call, { customer: text, items: true });
  if (!done) throw new Error("The address or number cannot be read, or there is no customer with this id.");
  return JSON.stringify(body, null, 2);
}

/** A sub-addressed e-mail has its ledger in the partition of the address without its tag. */
async function findDeployed(text: string, stage: string): Promise<readonly FoundItem[]> {
  const config = stageOf(stage);
  const recipient = parsed(text, config);
  const ids = { ...NO_SECRET_IDS, recipient: `latchkey/${stage}/recipient` };
  const document = await secretsManager(new SecretsManagerClient(placeOfStage(config)), ids).read(
    "recipient",
  );
  const secret = Buffer.from(parseSecret("recipient", document).key, "base64url");
  const keys = new Set(
    [recipient, ledgerRecipient(recipient, "open")].map((one) => recipientKey(secret, one)),
  );
  const client = dynamoClient(placeOfStage(config));
  const found = [...keys].map((key) => itemsOf(client, tableNameOf(stage, config), `recipient#${key}`));
  return (await Promise.all(found)).flat();
}

function stageOf(stage: string): StageConfig {
  return parseStage(readStages(), stage);
}

function parsed(text: string, { settings }: StageConfig): Recipient {
  const result = parseRecipient(text, inferAddressKind(text), usualCountry(settings));
  if (result.kind === "invalid") throw new Error(result.message);
  return result.recipient;
}

function print(items: readonly FoundItem[]): string {
  const plain = (_name: string, value: unknown) =>
    value instanceof Set ? [...(value as Set<unknown>)] : value;
  return items.length === 0
    ? "The table holds nothing about this recipient."
    : items.map((item) => JSON.stringify(item, plain, 2)).join("\n");
}
