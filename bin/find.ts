import { parseArgs } from "node:util";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { NO_SECRET_IDS, readLocalEnvironment } from "../functions/config.ts";
import { Fault } from "../functions/domain/errors.ts";
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
import { readStages } from "./stages.ts";

const USAGE = `Prints what the table holds about one recipient.

  npm run find -- anna@example.com                 of the service on this machine
  npm run find -- +14155550123 --stage prod        of a deployed stage, with your AWS credentials`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { stage: { type: "string" } } });
const [address] = positionals;
if (address === undefined || positionals.length > 1) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  try {
    const found = values.stage === undefined ? findLocally(address) : findDeployed(address, values.stage);
    const items = await found;
    console.log(items.length === 0 ? "The table holds nothing about this recipient." : print(items));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

type Item = Readonly<Record<string, unknown>>;

async function findLocally(text: string): Promise<readonly Item[]> {
  const { port } = readLocalEnvironment();
  const url = `http://127.0.0.1:${port}/_local/items?recipient=${encodeURIComponent(text)}`;
  const response = await fetch(url).catch(() => undefined);
  if (!response)
    throw new Fault("configuration", `Nothing answers on port ${port}. Start the service with: npm start`);
  return (await response.json()) as readonly Item[];
}

/** A sub-addressed e-mail has its ledger in the partition of the address without its tag. */
async function findDeployed(text: string, stage: string): Promise<readonly Item[]> {
  const config = stageOf(stage);
  const recipient = parsed(text, config);
  const ids = { ...NO_SECRET_IDS, recipient: `latchkey/${stage}/recipient` };
  const document = await secretsManager(new SecretsManagerClient({}), ids).read("recipient");
  const secret = Buffer.from(parseSecret("recipient", document).key, "base64url");
  const keys = new Set(
    [recipient, ledgerRecipient(recipient, "open")].map((one) => recipientKey(secret, one)),
  );
  const client = dynamoClient();
  const pages = [...keys].map((key) =>
    client.send(
      new QueryCommand({
        TableName: tableNameOf(stage, config),
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `recipient#${key}` } },
      }),
    ),
  );
  return (await Promise.all(pages)).flatMap(({ Items = [] }) => Items.map((item) => unmarshall(item)));
}

function stageOf(stage: string): StageConfig {
  return parseStage(readStages(), stage);
}

function parsed(text: string, { settings }: StageConfig): Recipient {
  const result = parseRecipient(text, inferAddressKind(text), usualCountry(settings));
  if (result.kind === "invalid") throw new Error(result.message);
  return result.recipient;
}

function print(items: readonly Item[]): string {
  const plain = (_name: string, value: unknown) =>
    value instanceof Set ? [...(value as Set<unknown>)] : value;
  return items.map((item) => JSON.stringify(item, plain, 2)).join("\n");
}
